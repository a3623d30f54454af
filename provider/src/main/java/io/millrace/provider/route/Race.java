package io.millrace.provider.route;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An attempt and its hedge, each on a thread of its own, as they come in.
final class Race {
  private final BlockingQueue<Outcome> outcomes = new ArrayBlockingQueue<>(2);

  void start(Attempt attempt) {
    Thread.ofVirtual().name("attempt").start(() -> outcomes.add(run(attempt)));
  }

  private static Outcome run(Attempt attempt) {
    try {
      return new Outcome(attempt, attempt.run(), null);
    } catch (RuntimeException | Error e) {
      return new Outcome(attempt, null, e);
    }
  }

  /// The next to come in; null when none does in time, or the thread is interrupted.
  @Nullable Outcome await(Duration time) {
    try {
      return outcomes.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /// The next to come in. Attempts end by their deadlines or by being cancelled, not by interrupts.
  Outcome await() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return outcomes.take();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// What became of an attempt.
  record Outcome(Attempt attempt, Attempt.@Nullable Result made, @Nullable Throwable fault) {
    /// The result; throws what the attempt threw.
    Attempt.Result result() {
      if (fault instanceof Error error) {
        throw error;
      }
      if (fault instanceof RuntimeException exception) {
        throw exception;
      }
      return Objects.requireNonNull(made);
    }

    /// Whether it failed in a way that the other attempt may not.
    boolean leavesTheOther() {
      return made instanceof Attempt.Result.Lost lost
          && lost.failure().remedy() != Failure.Remedy.NONE;
    }
  }
}
