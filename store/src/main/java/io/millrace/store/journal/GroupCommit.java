package io.millrace.store.journal;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Makes many callers share one force. One thread forces; who comes while it does waits for the
/// next one. Thread-safe.
final class GroupCommit implements AutoCloseable {
  /// Forces everything that is written by now.
  interface Force {
    void force() throws IOException;
  }

  private static final class Batch {
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable IOException failure;
  }

  private final Force force;
  private final Thread thread;
  private @Nullable Batch waiting;
  private boolean closed;

  GroupCommit(Force force) {
    this.force = force;
    this.thread = Thread.ofPlatform().daemon().name("journal-force").unstarted(this::run);
    thread.start();
  }

  /// Waits until everything that was written before this call is forced.
  void await() throws IOException {
    Batch batch;
    synchronized (this) {
      if (closed) {
        throw new IOException("the journal is closed");
      }
      if (waiting == null) {
        waiting = new Batch();
        notifyAll();
      }
      batch = waiting;
    }
    awaitUninterruptibly(batch.done);
    if (batch.failure != null) {
      throw new IOException(batch.failure.getMessage(), batch.failure);
    }
  }

  /// An interrupt does not make a call's record less needed.
  private static void awaitUninterruptibly(CountDownLatch done) {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    for (Batch batch = next(); batch != null; batch = next()) {
      try {
        force.force();
      } catch (IOException e) {
        batch.failure = e;
      } catch (RuntimeException | Error e) {
        batch.failure = new IOException("forcing failed", e);
      }
      batch.done.countDown();
    }
  }

  private synchronized @Nullable Batch next() {
    try {
      while (waiting == null && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      return null;
    }
    Batch batch = waiting;
    waiting = null;
    return batch;
  }

  /// Serves those who wait, then ends.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
