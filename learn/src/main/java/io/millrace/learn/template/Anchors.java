package io.millrace.learn.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds groups of requests that share constant text.
///
/// Every run of [#SHINGLE] tokens (a shingle) is counted by the number of requests that hold it.
/// The frequent ones fall into features: shingles held by exactly the same requests, as the
/// shingles of one stretch of a template are. A feature's weight is that of the text it covers.
/// Text in different messages is different. The feature with the largest weight times support makes
/// the first group; its requests leave, and so on.
final class Anchors {
  private static final int SHINGLE = 5;

  /// Tokens looked at from each end of a stretch; constant text deep in the middle of a long one
  /// needs other constant text near an end.
  private static final int REACH = 400;

  private static final double WEIGHT_CAP = 400;

  private static final double INNER_WEIGHT_CAP = 200;

  /// A request's stretches of tokens in which anchors are sought: pairs of from and to.
  @SuppressWarnings("ArrayRecordComponent") // stays in this package, never compared
  record View(TokenText text, int[] stretches) {
    static View whole(TokenText text) {
      int[] stretches = new int[2 * (text.messages.length - 1)];
      for (int m = 0; m + 1 < text.messages.length; m++) {
        stretches[2 * m] = text.messages[m];
        stretches[2 * m + 1] = text.messages[m + 1];
      }
      return new View(text, stretches);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // stays in this package, never compared
  private record Feature(int[] requests, double weight) {}

  @FunctionalInterface
  private interface ShingleVisitor {
    void visit(long shingle, int token);
  }

  private final List<View> views;
  private final int support;
  private final double weight;
  private final boolean inner;

  private Anchors(List<View> views, int support, double weight, boolean inner) {
    this.views = views;
    this.support = support;
    this.weight = weight;
    this.inner = inner;
  }

  /// Disjoint groups of indices into the views, each with at least `support` members that share a
  /// feature of at least `weight`; largest evidence first. Views in no group share nothing heavy.
  static List<int[]> groups(List<View> views, int support, double weight) {
    return new Anchors(views, support, weight, false).groups();
  }

  /// The same inside the slots of a group, where weight counts for more than support: a job's own
  /// text goes before the short labels that several jobs share.
  static List<int[]> innerGroups(List<View> views, int support, double weight) {
    return new Anchors(views, support, weight, true).groups();
  }

  private List<int[]> groups() {
    List<Feature> features = features();
    boolean[] taken = new boolean[views.size()];
    var groups = new ArrayList<int[]>();
    for (Feature best = next(features, taken); best != null; best = next(features, taken)) {
      int[] group = Arrays.stream(best.requests()).filter(r -> !taken[r]).toArray();
      for (int request : group) {
        taken[request] = true;
      }
      groups.add(group);
      features.remove(best);
    }
    return groups;
  }

  private @Nullable Feature next(List<Feature> features, boolean[] taken) {
    Feature best = null;
    double bestScore = 0;
    features.removeIf(feature -> free(feature, taken) < support);
    for (Feature feature : features) {
      double score = worth(feature.weight()) * free(feature, taken);
      if (score > bestScore) {
        best = feature;
        bestScore = score;
      }
    }
    return best;
  }

  private double worth(double featureWeight) {
    return inner
        ? Math.pow(Math.min(featureWeight, INNER_WEIGHT_CAP), 1.5)
        : Math.min(featureWeight, WEIGHT_CAP);
  }

  private static int free(Feature feature, boolean[] taken) {
    int free = 0;
    for (int request : feature.requests()) {
      free += taken[request] ? 0 : 1;
    }
    return free;
  }

  private List<Feature> features() {
    var counts = new ShingleCounts(expectedShingles());
    for (int v = 0; v < views.size(); v++) {
      int request = v;
      visit(views.get(v), (shingle, _) -> counts.add(shingle, request));
    }
    var exemplars = new HashMap<Long, Exemplar>();
    for (int v = 0; v < views.size(); v++) {
      int request = v;
      visit(
          views.get(v),
          (shingle, token) -> {
            long signature = counts.signature(shingle, support);
            if (signature != 0) {
              Exemplar exemplar =
                  exemplars.computeIfAbsent(
                      signature, _ -> new Exemplar(request, new ArrayList<>()));
              if (exemplar.request() == request) {
                exemplar.tokens().add(token);
              }
            }
          });
    }
    return weighty(exemplars, counts);
  }

  /// The first request that has a signature, and where its shingles stand there.
  private record Exemplar(int request, List<Integer> tokens) {}

  /// A signature's weight and the requests that have it.
  private record Weighed(double weight, IntList requests) {}

  private List<Feature> weighty(Map<Long, Exemplar> exemplars, ShingleCounts counts) {
    var weighed = new HashMap<Long, Weighed>();
    exemplars.forEach((signature, exemplar) -> {
      double covered = covered(views.get(exemplar.request()).text(), exemplar.tokens());
      if (covered >= weight) {
        weighed.put(signature, new Weighed(covered, new IntList()));
      }
    });
    for (int v = 0; v < views.size(); v++) {
      int request = v;
      visit(
          views.get(v),
          (shingle, _) -> {
            Weighed found = weighed.get(counts.signature(shingle, support));
            if (found != null) {
              found.requests().addIfNew(request);
            }
          });
    }
    return weighed.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .map(w -> new Feature(w.requests().toArray(), w.weight()))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static double covered(TokenText text, List<Integer> tokens) {
    double sum = 0;
    int next = 0;
    for (int token : tokens.stream().sorted().toList()) {
      for (int i = Math.max(next, token); i < token + SHINGLE; i++) {
        sum += text.weight(i);
        next = i + 1;
      }
    }
    return sum;
  }

  private int expectedShingles() {
    long tokens = 0;
    for (View view : views) {
      for (int s = 0; s < view.stretches().length; s += 2) {
        tokens += Math.min(2 * REACH, view.stretches()[s + 1] - view.stretches()[s]);
      }
    }
    return (int) Math.min(tokens, 1 << 26);
  }

  private static void visit(View view, ShingleVisitor visitor) {
    long[] ids = view.text().ids;
    for (int s = 0; s < view.stretches().length; s += 2) {
      int from = view.stretches()[s];
      int to = view.stretches()[s + 1];
      long place = view.text().messageOf(from) + 1L;
      for (int i = from; i + SHINGLE <= to; i++) {
        if (i >= from + REACH && i < to - REACH) {
          i = to - REACH;
        }
        long hash = place;
        for (int j = i; j < i + SHINGLE; j++) {
          hash = hash * 0x9E3779B97F4A7C15L + ids[j];
        }
        visitor.visit(TokenText.mix(hash), i);
      }
    }
  }

  /// A growing list of ints.
  private static final class IntList {
    private int[] values = new int[8];
    private int size;

    void addIfNew(int value) {
      if (size > 0 && values[size - 1] == value) {
        return;
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    int[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  /// Per shingle, in open addressing: how many requests hold it, and a sum that names their set.
  private static final class ShingleCounts {
    private final long[] keys;
    private final int[] counts;
    private final int[] last;
    private final long[] sums;
    private final int mask;

    ShingleCounts(int expected) {
      int size = Integer.highestOneBit(Math.max(16, expected)) * 4;
      size = Math.min(size, 1 << 27);
      keys = new long[size];
      counts = new int[size];
      last = new int[size];
      sums = new long[size];
      mask = size - 1;
    }

    private int slot(long key) {
      int slot = (int) (key ^ (key >>> 32)) & mask;
      while (keys[slot] != 0 && keys[slot] != key) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    void add(long shingle, int request) {
      int slot = slot(shingle);
      keys[slot] = shingle;
      if (last[slot] != request + 1) {
        last[slot] = request + 1;
        counts[slot]++;
        sums[slot] += TokenText.mix(request + 1L);
      }
    }

    /// Names the set of requests that hold a shingle; 0 when they are fewer than the support.
    long signature(long shingle, int support) {
      int slot = slot(shingle);
      return counts[slot] >= support ? sums[slot] : 0;
    }
  }
}
