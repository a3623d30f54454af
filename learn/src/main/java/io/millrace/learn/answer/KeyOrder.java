package io.millrace.learn.answer;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The order of an object's keys: always the same, or that in which the values stand in the input.
/// Immutable.
///
/// @param keys in their usual order
/// @param byPosition whether keys with a place in the input follow it; those without one keep to
///   the front or the back
/// @param trailing the keys without a place that stand behind those with one
record KeyOrder(List<String> keys, boolean byPosition, List<String> trailing) {
  /// The place of a key whose value was not copied from the input.
  static final int NOWHERE = Integer.MAX_VALUE;

  KeyOrder {
    keys = List.copyOf(keys);
    trailing = List.copyOf(trailing);
  }

  /// One object as seen.
  ///
  /// @param keys in order
  /// @param places of their values in the input, or [#NOWHERE]
  record Seen(List<String> keys, List<Integer> places) {}

  static KeyOrder learn(List<Seen> objects) {
    List<String> usual = usual(objects);
    var fixed = new KeyOrder(usual, false, List.of());
    var moving = new KeyOrder(usual, true, trailing(objects, usual));
    return moving.explained(objects) > fixed.explained(objects) ? moving : fixed;
  }

  /// Keys by the number of others that they usually stand before.
  private static List<String> usual(List<Seen> objects) {
    var keys = new ArrayList<String>();
    Map<String, Integer> index = new HashMap<>();
    for (Seen seen : objects) {
      for (String key : seen.keys()) {
        if (index.putIfAbsent(key, keys.size()) == null) {
          keys.add(key);
        }
      }
    }
    int[][] before = new int[keys.size()][keys.size()];
    for (Seen seen : objects) {
      int[] ids = seen.keys().stream().mapToInt(key -> index.getOrDefault(key, 0)).toArray();
      for (int i = 0; i < ids.length; i++) {
        for (int j = i + 1; j < ids.length; j++) {
          before[ids[i]][ids[j]]++;
        }
      }
    }
    return keys.stream()
        .sorted(Comparator.comparingDouble(key -> rank(before, index.getOrDefault(key, 0))))
        .toList();
  }

  private static double rank(int[][] before, int key) {
    double behind = 0;
    int met = 0;
    for (int other = 0; other < before.length; other++) {
      int times = before[key][other] + before[other][key];
      if (times > 0) {
        behind += (double) before[other][key] / times > 0.5 ? 1 : 0;
        met++;
      }
    }
    return met == 0 ? 0 : behind / met * before.length;
  }

  private static List<String> trailing(List<Seen> objects, List<String> keys) {
    Map<String, Integer> balance = new HashMap<>();
    for (Seen seen : objects) {
      int firstPlaced = firstPlaced(seen);
      for (int i = 0; firstPlaced >= 0 && i < seen.keys().size(); i++) {
        if (seen.places().get(i) == NOWHERE) {
          balance.merge(seen.keys().get(i), i > firstPlaced ? 1 : -1, Integer::sum);
        }
      }
    }
    return keys.stream().filter(key -> balance.getOrDefault(key, 0) > 0).toList();
  }

  private static int firstPlaced(Seen seen) {
    for (int i = 0; i < seen.places().size(); i++) {
      if (seen.places().get(i) != NOWHERE) {
        return i;
      }
    }
    return -1;
  }

  private int explained(List<Seen> objects) {
    int explained = 0;
    for (Seen seen : objects) {
      Integer[] order = order(seen.keys(), seen.places());
      explained += isIdentity(order) ? 1 : 0;
    }
    return explained;
  }

  private static boolean isIdentity(Integer[] order) {
    for (int i = 0; i < order.length; i++) {
      if (order[i] != i) {
        return false;
      }
    }
    return true;
  }

  /// The order in which to write members.
  ///
  /// @return indices into the arguments
  Integer[] order(List<String> present, List<Integer> places) {
    int[] rank = new int[present.size()];
    for (int i = 0; i < rank.length; i++) {
      rank[i] = keys.indexOf(present.get(i));
    }
    Integer[] order = new Integer[present.size()];
    Arrays.setAll(order, i -> i);
    Comparator<Integer> byRank = Comparator.comparingInt(i -> rank[i]);
    Arrays.sort(
        order,
        byPosition
            ? Comparator.<Integer>comparingLong(i -> place(present.get(i), places.get(i)))
                .thenComparing(byRank)
            : byRank);
    return order;
  }

  private long place(String key, int place) {
    if (place != NOWHERE) {
      return place;
    }
    return trailing.contains(key) ? NOWHERE : -1;
  }

  void write(DataOutput out) throws IOException {
    StoredText.writeAll(out, keys);
    out.writeBoolean(byPosition);
    StoredText.writeAll(out, trailing);
  }

  static KeyOrder read(DataInput in) throws IOException {
    return new KeyOrder(StoredText.readAll(in), in.readBoolean(), StoredText.readAll(in));
  }
}
