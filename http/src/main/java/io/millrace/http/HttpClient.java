package io.millrace.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Connections to one origin, kept for reuse, the last used first. Thread-safe; holds one thread
/// that breaks off what takes too long and closes what has idled too long.
public final class HttpClient implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(20);

  private final ClientSettings settings;
  private final DeadlineWatch watch;
  private final Deque<ClientConnection> idle = new ArrayDeque<>();
  private int open;
  private boolean closed;

  private HttpClient(ClientSettings settings) {
    this.settings = settings;
    this.watch = new DeadlineWatch("http-client-watch", TICK);
  }

  /// A client; connects when the first call is sent.
  public static HttpClient of(ClientSettings settings) {
    return new HttpClient(settings);
  }

  /// A call that can be cancelled from now on.
  public ClientCall newCall() {
    return new ClientCall(this);
  }

  /// How many connections are open, idle ones too.
  public synchronized int connections() {
    return open;
  }

  ClientSettings settings() {
    return settings;
  }

  DeadlineWatch watch() {
    return watch;
  }

  /// An idle connection that is still alive, or the right to open one (null).
  ///
  /// @param until on the clock of [System#nanoTime]
  @Nullable ClientConnection acquire(ClientCall call, long until) throws HttpFailure {
    while (true) {
      ClientConnection found = awaitOne(call, until);
      if (found == null || found.alive()) {
        return found;
      }
      found.close();
    }
  }

  private synchronized @Nullable ClientConnection awaitOne(ClientCall call, long until)
      throws HttpFailure {
    while (idle.isEmpty() && open >= settings.maxConnections() && !closed && !call.cancelled()) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw exhausted();
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new HttpFailure(HttpFailure.Kind.CANCELLED, "interrupted", e);
      }
    }
    call.checkCancelled();
    if (closed) {
      throw new HttpFailure(HttpFailure.Kind.CANCELLED, "the client is closed", null);
    }
    ClientConnection found = idle.pollFirst();
    if (found == null) {
      open++;
    }
    return found;
  }

  private HttpFailure exhausted() {
    return new HttpFailure(
        HttpFailure.Kind.POOL_EXHAUSTED,
        "all " + settings.maxConnections() + " connections are busy",
        null);
  }

  /// Wakes a call that waits for a connection, to see that it is cancelled.
  synchronized void wake() {
    notifyAll();
  }

  /// Takes a connection back for reuse.
  void release(ClientConnection connection) {
    synchronized (this) {
      if (!closed) {
        connection.idles();
        idle.addFirst(connection);
        notify();
        return;
      }
    }
    connection.close();
  }

  /// A connection was closed, or could not be opened.
  synchronized void closedOne() {
    open--;
    notify();
  }

  /// An idle connection that has idled too long.
  void expire(ClientConnection connection) {
    boolean removed;
    synchronized (this) {
      removed = idle.remove(connection);
    }
    if (removed) {
      connection.close();
    }
  }

  /// Closes idle connections at once, others when their answers end.
  @Override
  public void close() {
    ClientConnection[] unused;
    synchronized (this) {
      closed = true;
      unused = idle.toArray(ClientConnection[]::new);
      idle.clear();
      notifyAll();
    }
    for (ClientConnection connection : unused) {
      connection.close();
    }
    stopWatching();
  }

  /// The watch ends with the last connection.
  private void stopWatching() {
    if (connections() == 0) {
      watch.close();
    } else {
      Thread.ofVirtual().name("http-client-close").start(this::awaitLast);
    }
  }

  private synchronized void awaitLast() {
    try {
      while (open > 0) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.close();
  }

  /// Why a connection could not be made.
  static HttpFailure.Kind kind(IOException e) {
    return switch (e) {
      case java.net.UnknownHostException _ -> HttpFailure.Kind.UNKNOWN_HOST;
      case javax.net.ssl.SSLException _ -> HttpFailure.Kind.TLS;
      default -> HttpFailure.Kind.REFUSED;
    };
  }
}
