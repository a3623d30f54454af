package io.millrace.learn.record;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Which label field says which span fields an answer has, and which they are. Immutable.
///
/// @param labelField the deciding field, or -1 when none tells enough: then there is one context
/// @param allowed by label of that field, the span fields in its answers, ascending
@SuppressWarnings("ArrayRecordComponent") // stays in this package, which changes no array
record Contexts(int labelField, int[][] allowed) {
  private static final int MOST_LABELS = 128;

  /// Nats about the presence of all span fields that a label field must tell.
  private static final double TELLING = 0.1;

  /// A span field in a smaller share of a context's answers is a slip.
  private static final double RARE = 0.004;

  static Contexts learn(Lessons lessons, List<Integer> examples) {
    int best = -1;
    double most = TELLING;
    for (int f = 0; f < lessons.layout().labelColumns().length; f++) {
      int labels = lessons.layout().labelColumn(f).labels().size();
      double told = labels > MOST_LABELS ? 0 : told(lessons, examples, f, labels);
      if (told > most) {
        most = told;
        best = f;
      }
    }
    int contexts = best < 0 ? 1 : lessons.layout().labelColumn(best).labels().size();
    return new Contexts(best, allowed(lessons, examples, best, contexts));
  }

  int count() {
    return allowed.length;
  }

  /// The context of an example, or -1.
  int of(Lessons lessons, int example) {
    return labelField < 0 ? 0 : lessons.labels()[example][labelField];
  }

  boolean allows(int context, List<Span> spans) {
    return spans.stream().allMatch(s -> Arrays.binarySearch(allowed[context], s.field()) >= 0);
  }

  private static int[][] allowed(
      Lessons lessons, List<Integer> examples, int labelField, int contexts) {
    int[][] counts = counts(lessons, examples, labelField, contexts);
    int fields = lessons.layout().spanColumns().length;
    int[][] allowed = new int[contexts][];
    for (int c = 0; c < contexts; c++) {
      int[] here = counts[c];
      double least = Math.max(here[fields] < 50 ? 1 : 2, RARE * here[fields]);
      allowed[c] = IntStream.range(0, fields).filter(f -> here[f] >= least).toArray();
    }
    return allowed;
  }

  /// By context: how many answers have each span field, and, last, how many there are.
  private static int[][] counts(
      Lessons lessons, List<Integer> examples, int labelField, int contexts) {
    int fields = lessons.layout().spanColumns().length;
    int[][] counts = new int[contexts][fields + 1];
    for (int e : examples) {
      int context = labelField < 0 ? 0 : lessons.labels()[e][labelField];
      if (context >= 0 && lessons.spans().get(e).isPresent()) {
        counts[context][fields]++;
        lessons.spans().get(e).get().stream()
            .mapToInt(Span::field)
            .distinct()
            .forEach(f -> counts[context][f]++);
      }
    }
    return counts;
  }

  /// The mutual information of a label field with the presence of each span field, summed.
  private static double told(Lessons lessons, List<Integer> examples, int labelField, int labels) {
    int[][] counts = counts(lessons, examples, labelField, labels);
    int fields = lessons.layout().spanColumns().length;
    double all = Arrays.stream(counts).mapToInt(c -> c[fields]).sum();
    double told = 0;
    for (int f = 0; f < fields; f++) {
      int field = f;
      told += entropy(Arrays.stream(counts).mapToInt(c -> c[field]).sum() / all);
      for (int[] here : counts) {
        told -=
            here[fields] == 0 ? 0 : here[fields] / all * entropy((double) here[f] / here[fields]);
      }
    }
    return told;
  }

  private static double entropy(double share) {
    return share <= 0 || share >= 1
        ? 0
        : -share * Math.log(share) - (1 - share) * Math.log(1 - share);
  }
}
