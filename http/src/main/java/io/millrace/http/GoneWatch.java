package io.millrace.http;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Notices that a client goes away while its request is worked on.
///
/// Only a read tells that the other side has closed. So when a request is worked on for longer than
/// a moment ([#tick]), a second virtual thread of the connection waits for input: the end of the
/// stream means that the client is gone; bytes are the beginning of its next request and stay in
/// the buffer. At any time exactly one of the two threads may touch the input; [#reclaim] gives it
/// back to the connection's own. Requests that are answered within the moment cost no second
/// thread.
///
/// Locks and conditions rather than monitors: a notified virtual thread is handed over by a thread
/// of the JDK's, which costs more than the rest of this class.
final class GoneWatch implements AutoCloseable {
  private final WireInput in;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Thread thread;
  private volatile @Nullable Runnable action;
  private boolean seen;
  private boolean reading;
  private boolean ended;
  private boolean closed;

  GoneWatch(WireInput in) {
    this.in = in;
  }

  /// Watches from the second tick on until [#disarm]. To be called by the connection's own thread.
  void arm(Runnable action) {
    boolean gone;
    lock.lock();
    try {
      if (this.action != null) {
        throw new IllegalStateException("watched already");
      }
      gone = ended;
      if (!gone) {
        this.action = action;
        seen = false;
      }
    } finally {
      lock.unlock();
    }
    if (gone) {
      action.run();
    }
  }

  /// A moment has passed.
  void tick() {
    if (action == null) {
      return;
    }
    lock.lock();
    try {
      if (action == null || reading || ended || closed) {
        return;
      }
      if (!seen) {
        seen = true;
      } else if (in.available() == 0) {
        // with input at hand there is nothing to watch: who has sent the next request is there
        reading = true;
        wake();
      }
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    if (thread == null) {
      thread = Thread.ofVirtual().name("http-gone").start(this::run);
    } else {
      changed.signalAll();
    }
  }

  /// The request is answered: nobody is told any more.
  void disarm() {
    lock.lock();
    try {
      action = null;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the input is the caller's again: at the next request's first bytes, or the
  /// stream's end. The watch must be disarmed.
  ///
  /// @return false at the stream's end
  boolean reclaim() throws IOException {
    lock.lock();
    try {
      while (reading) {
        changed.await();
      }
      return !ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  /// Whether the input is with the watch.
  boolean watching() {
    lock.lock();
    try {
      return reading;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (awaitTurn()) {
      boolean more = false;
      try {
        more = in.fill();
      } catch (IOException e) {
        // the connection is lost, which is what is watched for
      }
      Runnable due = finished(more);
      if (due != null) {
        due.run();
      }
    }
  }

  private @Nullable Runnable finished(boolean more) {
    lock.lock();
    try {
      reading = false;
      ended |= !more;
      changed.signalAll();
      return more ? null : action;
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitTurn() {
    lock.lock();
    try {
      while (!reading && !closed) {
        changed.await();
      }
      return reading;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      action = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
