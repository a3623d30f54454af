package io.millrace.sandbox.server;

import java.util.List;
import java.util.Optional;

/// The faults of one request. Immutable.
record FaultSet(List<Fault> all) {
  static final FaultSet NONE = new FaultSet(List.of());

  FaultSet {
    all = List.copyOf(all);
  }

  /// The first fault of a kind.
  <T extends Fault> Optional<T> first(Class<T> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  boolean has(Class<? extends Fault> kind) {
    return first(kind).isPresent();
  }
}
