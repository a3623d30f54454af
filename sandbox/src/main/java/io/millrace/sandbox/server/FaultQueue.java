package io.millrace.sandbox.server;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// Faults for the requests to come: each request that asks a model takes one entry, before its own
/// header and model name are looked at. Thread-safe.
public final class FaultQueue {
  private final Queue<List<Fault>> waiting = new ArrayDeque<>();
  private List<Fault> standing = List.of();

  FaultQueue() {}

  /// Adds the faults of the next request that has none yet; none at all lets it pass.
  public synchronized void next(Fault... faults) {
    waiting.add(List.of(faults));
  }

  /// Sets the faults of every request for which none wait; none at all ends that.
  public synchronized void always(Fault... faults) {
    standing = List.of(faults);
  }

  /// Forgets everything.
  public synchronized void clear() {
    waiting.clear();
    standing = List.of();
  }

  /// How many requests' faults still wait.
  public synchronized int waiting() {
    return waiting.size();
  }

  synchronized List<Fault> take() {
    var first = waiting.poll();
    return first == null ? standing : first;
  }
}
