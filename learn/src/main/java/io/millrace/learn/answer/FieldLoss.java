package io.millrace.learn.answer;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How far a served record is from the teacher's, field by field.
public final class FieldLoss {
  private FieldLoss() {}

  /// The share of the fields present in either answer that the two do not share with equal values,
  /// in \[0, 1\]. A list is one field. Equal bytes lose nothing; answers of which one is no JSON
  /// object, and that differ, lose 1. Spelling does not count: equal values in another layout lose
  /// nothing.
  public static double of(String served, String teacher) {
    if (served.equals(teacher)) {
      return 0;
    }
    Optional<Map<List<String>, Json>> left = leaves(served);
    Optional<Map<List<String>, Json>> right = leaves(teacher);
    return left.isPresent() && right.isPresent() ? loss(left.get(), right.get()) : 1;
  }

  private static Optional<Map<List<String>, Json>> leaves(String answer) {
    return Envelope.open(answer).map(opened -> Flattened.of(opened.object()).leaves());
  }

  private static double loss(Map<List<String>, Json> left, Map<List<String>, Json> right) {
    var paths = new HashSet<>(left.keySet());
    paths.addAll(right.keySet());
    if (paths.isEmpty()) {
      return 0;
    }
    long differing = paths.stream().filter(path -> !same(left.get(path), right.get(path))).count();
    return (double) differing / paths.size();
  }

  private static boolean same(
      @org.jspecify.annotations.Nullable Json left, @org.jspecify.annotations.Nullable Json right) {
    return left != null && right != null && left.canonical().equals(right.canonical());
  }
}
