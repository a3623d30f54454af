package io.millrace.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Notices that a client goes away while its request is worked on.
///
/// Only a read tells that the other side has closed. So while a request is worked on, a second
/// virtual thread of the connection waits for input: the end of the stream means that the client is
/// gone; bytes are the beginning of its next request and stay in the buffer. At any time exactly
/// one of the two threads may touch the input; [#reclaim] gives it back to the connection's own.
final class GoneWatch implements AutoCloseable {
  private final WireInput in;
  private @Nullable Thread thread;
  private @Nullable Runnable action;
  private boolean reading;
  private boolean ended;
  private boolean closed;

  GoneWatch(WireInput in) {
    this.in = in;
  }

  /// Watches until [#reclaim]. With input at hand there is nothing to watch: a client that has sent
  /// its next request is there.
  void arm(Runnable action) {
    synchronized (this) {
      if (reading) {
        throw new IllegalStateException("watched already");
      }
      if (!ended) {
        this.action = action;
        if (in.available() == 0 && !closed) {
          reading = true;
          if (thread == null) {
            thread = Thread.ofVirtual().name("http-gone").start(this::run);
          } else {
            notifyAll();
          }
        }
        return;
      }
    }
    action.run();
  }

  /// The request is answered: nobody is told any more.
  synchronized void disarm() {
    action = null;
  }

  /// Waits until the input is the caller's again: at the next request's first bytes, or the
  /// stream's end.
  ///
  /// @return false at the stream's end
  synchronized boolean reclaim() throws IOException {
    while (reading) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    return !ended;
  }

  /// Whether the input is with the watch.
  synchronized boolean watching() {
    return reading;
  }

  private void run() {
    while (awaitTurn()) {
      boolean more = false;
      try {
        more = in.fill();
      } catch (IOException e) {
        // the connection is lost, which is what is watched for
      }
      Runnable due = null;
      synchronized (this) {
        reading = false;
        if (!more) {
          ended = true;
          due = action;
        }
        notifyAll();
      }
      if (due != null) {
        due.run();
      }
    }
  }

  private synchronized boolean awaitTurn() {
    while (!reading && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        return false;
      }
    }
    return reading;
  }

  @Override
  public synchronized void close() {
    closed = true;
    action = null;
    notifyAll();
  }
}
