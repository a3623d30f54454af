package io.millrace.flywheel.dataset;

import io.millrace.model.Call;
import io.millrace.store.calllog.CallSpool;
import io.millrace.store.calllog.LoggedCall;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A log that rows are made from, with its bodies, in temporary files. Filled by one thread by
/// [#add], then closed to more by [#seal], then read by one thread.
public final class DatasetLog implements AutoCloseable {
  private final UnaryOperator<Call> each;
  private final CallSpool reference;
  private final CallSpool others;
  private final BodySpool bodies;
  private final Set<String> subjects = new HashSet<>();

  private DatasetLog(
      UnaryOperator<Call> each, CallSpool reference, CallSpool others, BodySpool bodies) {
    this.each = each;
    this.reference = reference;
    this.others = others;
    this.bodies = bodies;
  }

  /// An empty log.
  ///
  /// @param folder where the temporary files live while this is open
  /// @param each what becomes of a call before it is kept, such as masking
  /// @throws io.millrace.store.StoreException when no file can be made in the folder
  public static DatasetLog in(Path folder, UnaryOperator<Call> each) {
    CallSpool reference = CallSpool.in(folder);
    CallSpool others = null;
    try {
      others = CallSpool.in(folder);
      return new DatasetLog(each, reference, others, BodySpool.in(folder));
    } catch (RuntimeException e) {
      reference.close();
      if (others != null) {
        others.close();
      }
      throw e;
    }
  }

  /// Takes a call. Calls that the platform made for itself are left out, but for audits.
  ///
  /// @throws io.millrace.store.StoreException when the disk is full or fails
  public void add(LoggedCall logged) {
    RecordedCall recorded = RecordedCall.of(logged);
    boolean audit = recorded.purpose().equals(RecordedCall.AUDIT);
    if (!recorded.purpose().isEmpty() && !audit) {
      return;
    }
    if (audit) {
      subjects.add(recorded.subject());
    }
    (recorded.byTeacher() ? reference : others).add(each.apply(logged.call()));
    bodies.add(logged.call().id(), recorded);
  }

  /// Ends the filling.
  public void seal() {
    reference.seal();
    others.seal();
  }

  /// What the teacher answered, or what no log says of who answered.
  CallSpool reference() {
    return reference;
  }

  /// What a lower tier answered.
  CallSpool others() {
    return others;
  }

  /// Finds the records of calls, and of those that audits are about.
  Lookup lookup(Set<String> ids) {
    Set<String> wanted = new HashSet<>(subjects);
    wanted.addAll(ids);
    var places = bodies.places(wanted);
    return id -> Optional.ofNullable(places.get(id)).map(bodies::get);
  }

  /// Finds the record of a call.
  @FunctionalInterface
  interface Lookup {
    Optional<RecordedCall> find(String id);
  }

  @Override
  public void close() {
    try (reference;
        others;
        bodies) {
      subjects.clear();
    }
  }
}
