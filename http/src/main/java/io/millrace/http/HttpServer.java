package io.millrace.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicInteger;

/// A strict HTTP/1.1 server: one virtual thread a connection, plain blocking code. Thread-safe.
///
/// What breaks the grammar is refused rather than guessed at, see [Head] and [Body]. A client that
/// goes away while its request is worked on is noticed at once, see [GoneWatch].
public final class HttpServer implements AutoCloseable {
  private static final byte[] BUSY =
      "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int BACKLOG = 1024;
  private static final Duration TICK = Duration.ofMillis(10);

  private volatile ServerSettings settings;
  private final HttpHandler handler;
  private final ServerSocket socket;
  private final DeadlineWatch watch;
  private final Thread acceptor;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  private final Object drained = new Object();
  private volatile boolean draining;
  private volatile DatedSecond date = new DatedSecond(0, "");

  private HttpServer(ServerSettings settings, HttpHandler handler, ServerSocket socket) {
    this.settings = settings;
    this.handler = handler;
    this.socket = socket;
    this.watch = new DeadlineWatch("http-watch", TICK);
    this.acceptor = Thread.ofPlatform().daemon().name("http-accept").unstarted(this::accept);
  }

  /// Listens when this returns.
  ///
  /// @throws IOException when the address cannot be had
  public static HttpServer start(ServerSettings settings, HttpHandler handler) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(settings.address(), BACKLOG);
    } catch (IOException e) {
      socket.close();
      throw new IOException(
          "cannot listen on "
              + settings.address().getHostString()
              + ":"
              + settings.address().getPort()
              + ": "
              + e.getMessage(),
          e);
    }
    var server = new HttpServer(settings, handler, socket);
    server.acceptor.start();
    return server;
  }

  /// Takes other settings for the connections to come. Where it listens stays.
  public void reload(ServerSettings next) {
    settings = next;
  }

  /// The port it listens on.
  public int port() {
    return ((InetSocketAddress) socket.getLocalSocketAddress()).getPort();
  }

  /// How many connections are open.
  public int connections() {
    return connections.get();
  }

  private void accept() {
    while (!socket.isClosed()) {
      Socket client;
      try {
        client = socket.accept();
      } catch (IOException e) {
        pause();
        continue;
      }
      if (connections.incrementAndGet() > settings.connections()) {
        connections.decrementAndGet();
        turnAway(client);
        continue;
      }
      Thread.ofVirtual().name("http").start(() -> serve(client));
    }
  }

  /// Out of file descriptors, most likely: the next accept would fail as well.
  private void pause() {
    if (!socket.isClosed()) {
      try {
        Thread.sleep(Duration.ofMillis(20));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void turnAway(Socket client) {
    Thread.ofVirtual()
        .start(() -> {
          try (client) {
            client.getOutputStream().write(BUSY);
          } catch (IOException e) {
            // it is turned away one way or the other
          }
        });
  }

  private void serve(Socket client) {
    try (var connection = new ServerConnection(this, client)) {
      connection.serve();
    } catch (IOException e) {
      // the client is gone, which is its right
    } finally {
      connections.decrementAndGet();
    }
  }

  /// The settings of connections that come now.
  public ServerSettings settings() {
    return settings;
  }

  HttpHandler handler() {
    return handler;
  }

  DeadlineWatch watch() {
    return watch;
  }

  boolean draining() {
    return draining;
  }

  void began() {
    busy.incrementAndGet();
  }

  void ended() {
    if (busy.decrementAndGet() == 0 && draining) {
      synchronized (drained) {
        drained.notifyAll();
      }
    }
  }

  /// The `date` header field of this second.
  String date() {
    long second = InstantSource.system().millis() / 1000;
    DatedSecond current = date;
    if (current.second != second) {
      current = new DatedSecond(second, DatedSecond.FORMAT.format(at(second)));
      date = current;
    }
    return current.text;
  }

  private static java.time.ZonedDateTime at(long second) {
    return java.time.Instant.ofEpochSecond(second).atZone(ZoneOffset.UTC);
  }

  private record DatedSecond(long second, String text) {
    static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", java.util.Locale.ROOT);
  }

  /// Stops accepting, closes idle connections, and waits for requests under way.
  ///
  /// @return whether all ended in time; the rest is cut off by [#close]
  public boolean drain(Duration patience) {
    draining = true;
    closeQuietly();
    watch.all().forEach(each -> ((ServerConnection) each).closeIfIdle());
    long end = DeadlineWatch.in(patience);
    synchronized (drained) {
      while (busy.get() > 0) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        try {
          drained.wait(Math.min(left, 100));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }

  /// The system gives the port back when the last accept has returned.
  private void closeQuietly() {
    try {
      socket.close();
      acceptor.join(Duration.ofSeconds(1));
    } catch (IOException e) {
      // nothing more can be done for a listening socket
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Cuts off what is left.
  @Override
  public void close() {
    draining = true;
    closeQuietly();
    watch.all().forEach(each -> ((ServerConnection) each).cut());
    watch.close();
  }
}
