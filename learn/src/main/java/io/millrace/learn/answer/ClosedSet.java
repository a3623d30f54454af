package io.millrace.learn.answer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Whether values seen in order are of a closed set: new ones have stopped appearing, and the ones
/// that there are have been seen often enough to learn.
///
/// @param size how many values
/// @param distinct how many different ones
/// @param seen the share of the later half that the earlier half held
/// @param support how often the value of the median example was seen
record ClosedSet(int size, int distinct, double seen, int support) {
  private static final double ENOUGH_SEEN = 0.95;
  private static final int ENOUGH_SUPPORT = 5;

  static ClosedSet of(List<String> values) {
    Map<String, Integer> counts = new HashMap<>();
    values.forEach(v -> counts.merge(v, 1, Integer::sum));
    List<Integer> supports = new ArrayList<>();
    values.forEach(v -> supports.add(counts.getOrDefault(v, 0)));
    supports.sort(null);
    int half = values.size() / 2;
    var earlier = new HashSet<>(values.subList(0, half));
    long known = values.subList(half, values.size()).stream().filter(earlier::contains).count();
    return new ClosedSet(
        values.size(),
        counts.size(),
        values.isEmpty() ? 0 : (double) known / (values.size() - half),
        supports.isEmpty() ? 0 : supports.get(supports.size() / 2));
  }

  boolean closed() {
    return closed(ENOUGH_SEEN, ENOUGH_SUPPORT);
  }

  boolean closed(double enoughSeen, int enoughSupport) {
    return seen >= enoughSeen && support >= Math.min(enoughSupport, Math.max(1, size / 2));
  }

  Obstacle obstacle() {
    if (size == 0) {
      return new Obstacle("no_answers", Map.of());
    }
    String examples = String.valueOf(size);
    String different = String.valueOf(distinct);
    return seen < ENOUGH_SEEN
        ? new Obstacle(
            "open_answers",
            Map.of("examples", examples, "distinct", different, "seen", Obstacle.share(seen)))
        : new Obstacle(
            "thin_answers",
            Map.of(
                "examples", examples, "distinct", different, "support", String.valueOf(support)));
  }
}
