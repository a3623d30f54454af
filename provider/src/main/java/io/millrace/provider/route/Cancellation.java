package io.millrace.provider.route;

import java.util.ArrayList;
import java.util.List;

/// Tells whatever works for a caller that the caller is gone. Thread-safe.
public final class Cancellation {
  private final List<Runnable> actions = new ArrayList<>();
  private boolean cancelled;

  /// Of a caller that is still there.
  public Cancellation() {}

  /// Whether the caller is gone.
  public synchronized boolean cancelled() {
    return cancelled;
  }

  /// Runs an action when the caller goes, at once when it is gone. Actions must be quick.
  public void whenCancelled(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }

  /// Forgets an action that is no longer of use.
  public synchronized void forget(Runnable action) {
    actions.remove(action);
  }

  /// The caller is gone.
  public void cancel() {
    List<Runnable> due;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      due = List.copyOf(actions);
      actions.clear();
    }
    due.forEach(Runnable::run);
  }
}
