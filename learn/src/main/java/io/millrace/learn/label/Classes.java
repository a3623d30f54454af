package io.millrace.learn.label;

import java.util.ArrayList;
import java.util.Arrays;

/// Labels as a model's classes: those with enough examples get a class each, all others share the
/// rare class, which is the last.
///
/// @param labelOf the label of each class, -1 for the rare class
/// @param classOf the class of each example
@SuppressWarnings(
    "ArrayRecordComponent") // Handed over, never changed: a copy of so many numbers has no use.
record Classes(int[] labelOf, int[] classOf) {
  private static final int LEAST = 2;

  static Classes of(int[] labels, int count) {
    var examples = new int[count];
    for (int label : labels) {
      examples[label]++;
    }
    var classOfLabel = new int[count];
    Arrays.fill(classOfLabel, -1);
    var labelOf = new ArrayList<Integer>();
    for (int label = 0; label < count; label++) {
      if (examples[label] >= LEAST) {
        classOfLabel[label] = labelOf.size();
        labelOf.add(label);
      }
    }
    if (labelOf.isEmpty()) {
      labelOf.add(labels.length == 0 ? 0 : labels[0]);
    }
    int rare = labelOf.size();
    var classOf = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      int of = classOfLabel[labels[i]];
      classOf[i] = of < 0 ? rare : of;
    }
    if (Arrays.stream(classOf).anyMatch(c -> c == rare)) {
      labelOf.add(-1);
    }
    return new Classes(labelOf.stream().mapToInt(l -> l).toArray(), classOf);
  }

  int count() {
    return labelOf.length;
  }

  /// The log-probability of each class by its share of the examples, one example added to each.
  float[] prior() {
    var prior = new float[count()];
    Arrays.fill(prior, count() == 1 ? 0 : 1);
    for (int c : classOf) {
      prior[c]++;
    }
    for (int c = 0; c < prior.length; c++) {
      prior[c] = (float) Math.log(Math.max(prior[c], 1));
    }
    Softmax.log(prior);
    return prior;
  }
}
