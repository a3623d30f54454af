package io.millrace.learn.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Whether groups of calls followed one another in the log, as versions of one template do, or ran
/// side by side, as different jobs do.
final class Timeline {
  /// Of all pairs of a call of one group and a call of the next, how many must be in order.
  private static final double IN_ORDER = 0.95;

  private Timeline() {}

  /// Whether the groups, each given by its ascending places in the log, can be put in an order in
  /// which each all but ends before the next begins.
  static boolean sequential(Collection<long[]> groups) {
    List<long[]> ordered = new ArrayList<>(groups);
    ordered.sort(Comparator.comparingLong(places -> places[places.length / 2]));
    for (int i = 1; i < ordered.size(); i++) {
      if (inOrder(ordered.get(i - 1), ordered.get(i)) < IN_ORDER) {
        return false;
      }
    }
    return true;
  }

  /// The share of pairs in which the first group's call comes first.
  static double inOrder(long[] first, long[] second) {
    double pairs = 0;
    int before = 0;
    for (long place : second) {
      while (before < first.length && first[before] < place) {
        before++;
      }
      pairs += before;
    }
    return pairs / ((double) first.length * second.length);
  }
}
