package io.millrace.learn.label;

import io.millrace.learn.text.TokenVectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Fits a [TokenNetwork] by AdamW on small batches, with dropout on the joined layer and on whole
/// tokens.
final class TokenTraining {
  /// How to train.
  ///
  /// @param dropout share of the joined inputs set to 0 in a step
  /// @param tokenDropout share of the tokens left out in a step
  record Settings(
      int dimension,
      int filters,
      int width,
      int epochs,
      int batch,
      double rate,
      double vectorRate,
      double decay,
      double dropout,
      double tokenDropout) {}

  private static final double POOLING = 1e-3;

  final TokenNetwork network;
  private final int[] localOf;
  private final float[] open;

  /// @param texts the tokens of every text
  /// @param members the texts to train on
  /// @param start the token vectors to start from
  TokenTraining(
      int[][] texts,
      int[] members,
      int[] labelOf,
      float[] importance,
      int labels,
      TokenVectors start,
      Settings settings,
      long seed) {
    var random = new SplittableRandom(seed);
    var frequency = new int[start.tokens().size()];
    long total = 0;
    for (int text : members) {
      for (int token : texts[text]) {
        frequency[token]++;
        total++;
      }
    }
    localOf = new int[start.tokens().size()];
    Arrays.fill(localOf, -1);
    int used = 0;
    for (int token = 0; token < frequency.length; token++) {
      if (frequency[token] > 0) {
        localOf[token] = used++;
      }
    }
    int dimension = settings.dimension();
    var vectors = new float[used][dimension];
    var pooling = new float[used];
    for (int token = 0; token < frequency.length; token++) {
      if (localOf[token] >= 0) {
        start.vector(token, vectors[localOf[token]]);
        pooling[localOf[token]] = (float) (POOLING / (POOLING + (double) frequency[token] / total));
      }
    }
    var shape = new TokenNetwork.Shape(dimension, settings.filters(), settings.width(), labels);
    network = new TokenNetwork(shape, vectors, pooling, random);
    open = new float[shape.joined()];
    Arrays.fill(open, 1);
    var local = new int[members.length][];
    for (int i = 0; i < members.length; i++) {
      local[i] = Arrays.stream(texts[members[i]]).map(t -> localOf[t]).toArray();
    }
    descend(local, members, labelOf, importance, settings, random);
  }

  private void descend(
      int[][] local,
      int[] members,
      int[] labelOf,
      float[] importance,
      Settings settings,
      SplittableRandom random) {
    var order = new int[local.length];
    Arrays.setAll(order, i -> i);
    var optimizer = new Optimizer(network, settings);
    int batches = (local.length + settings.batch() - 1) / settings.batch();
    long steps = (long) batches * settings.epochs();
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      Shuffle.of(order, random);
      for (int b = 0; b < batches; b++) {
        int from = b * settings.batch();
        int to = Math.min(order.length, from + settings.batch());
        var batch = new int[to - from][];
        for (int i = from; i < to; i++) {
          batch[i - from] = thinned(local[order[i]], settings.tokenDropout(), random);
        }
        network.prepare(batch);
        for (int i = from; i < to; i++) {
          int text = members[order[i]];
          float[] mask = mask(settings.dropout(), random);
          float[] scores = network.forward(batch[i - from], mask);
          Softmax.of(scores);
          scores[labelOf[text]] -= 1;
          float scale = importance[text] / (to - from);
          for (int c = 0; c < scores.length; c++) {
            scores[c] = Math.abs(scores[c]) < 1e-5f ? 0 : scores[c] * scale;
          }
          network.backward(batch[i - from], mask, scores);
        }
        network.release();
        double progress = (double) optimizer.steps() / steps;
        optimizer.step(Math.max(0.05, 1 - progress));
      }
    }
  }

  private static int[] thinned(int[] text, double share, SplittableRandom random) {
    var out = new int[text.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = random.nextDouble() < share ? -1 : text[i];
    }
    return out;
  }

  private float[] mask(double dropout, SplittableRandom random) {
    var mask = new float[open.length];
    float keep = (float) (1 / (1 - dropout));
    for (int i = 0; i < mask.length; i++) {
      mask[i] = random.nextDouble() < dropout ? 0 : keep;
    }
    return mask;
  }

  /// The size of everything that full weights would store.
  long fullBytes() {
    long table =
        (long) network.pooling.length * (network.shape.table() + network.shape.dimension() + 2);
    var shape = network.shape;
    long filters = (long) shape.table() * shape.dimension() + shape.filters();
    return 4 * (table + filters + (long) (shape.joined() + 1) * shape.labels());
  }

  /// The vocabulary's ids of the network's tokens, in its order.
  int[] tokens() {
    return IntStream.range(0, localOf.length).filter(t -> localOf[t] >= 0).toArray();
  }

  /// Log-probabilities of a text with full weights; tokens that were not in training are gaps.
  void logProbabilities(int[] text, float[] out) {
    int[] local = Arrays.stream(text).map(t -> localOf[t]).toArray();
    network.prepare(new int[][] {local});
    System.arraycopy(network.forward(local, open), 0, out, 0, out.length);
    network.release();
    Softmax.log(out);
  }

  private static final class Optimizer {
    private final TokenNetwork network;
    private final Settings settings;
    private final Adam vectors;
    private final Adam filters;
    private final Adam filterBias;
    private final Adam output;
    private final Adam outputBias;
    private int steps;

    Optimizer(TokenNetwork network, Settings settings) {
      this.network = network;
      this.settings = settings;
      vectors = new Adam(network.vectors, network.vectorsGradient);
      filters = new Adam(network.filters, network.filtersGradient);
      filterBias = new Adam(network.filterBias, network.filterBiasGradient);
      output = new Adam(network.output, network.outputGradient);
      outputBias = new Adam(network.outputBias, network.outputBiasGradient);
    }

    int steps() {
      return steps;
    }

    void step(double share) {
      steps++;
      double rate = settings.rate() * share;
      double decay = settings.decay();
      filters.step(steps, rate, decay);
      filterBias.step(steps, rate, 0);
      output.step(steps, rate, decay);
      outputBias.step(steps, rate, 0);
      var touched = network.preparedTokens();
      for (int i = 0; i < touched.size(); i++) {
        vectors.step(touched.get(i), steps, settings.vectorRate() * share, 0);
      }
    }
  }
}
