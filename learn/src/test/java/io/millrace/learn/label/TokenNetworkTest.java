package io.millrace.learn.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TokenNetworkTest {
  private static final int[][] TEXTS = {{0, 1, 2, 3, 1}, {4, -1, 2}, {5}};
  private static final int[] LABELS = {0, 2, 1};

  @Test
  void gradientsEqualFiniteDifferences() {
    var network = network();
    float[] mask = mask(network, 0.25f);
    loss(network, mask, true);
    check(network, mask, network.vectors, network.vectorsGradient);
    check(network, mask, network.filters, network.filtersGradient);
    check(network, mask, network.filterBias, network.filterBiasGradient);
    check(network, mask, network.output, network.outputGradient);
    check(network, mask, network.outputBias, network.outputBiasGradient);
  }

  @Test
  void preparedTextsAreIndependent() {
    var network = network();
    float[] mask = mask(network, 0);
    network.prepare(TEXTS);
    float[] together = network.forward(TEXTS[1], mask).clone();
    network.release();
    network.prepare(new int[][] {TEXTS[1]});
    float[] alone = network.forward(TEXTS[1], mask).clone();
    network.release();
    assertThat(together).isEqualTo(alone);
  }

  private static TokenNetwork network() {
    var random = new SplittableRandom(11);
    var vectors = new float[6][9];
    for (float[] vector : vectors) {
      for (int k = 0; k < vector.length; k++) {
        vector[k] = (float) random.nextGaussian();
      }
    }
    float[] pooling = {0.5f, 1, 0.2f, 0.7f, 0.9f, 0.3f};
    var network = new TokenNetwork(new TokenNetwork.Shape(9, 5, 3, 3), vectors, pooling, random);
    return network;
  }

  private static float[] mask(TokenNetwork network, float dropped) {
    var mask = new float[network.shape.joined()];
    for (int j = 0; j < mask.length; j++) {
      mask[j] = j % 4 == 3 && dropped > 0 ? 0 : 1 / (1 - dropped);
    }
    return mask;
  }

  private static double loss(TokenNetwork network, float[] mask, boolean gradients) {
    network.prepare(TEXTS);
    double loss = 0;
    for (int i = 0; i < TEXTS.length; i++) {
      float[] scores = network.forward(TEXTS[i], mask);
      float[] logs = scores.clone();
      Softmax.log(logs);
      loss -= logs[LABELS[i]];
      if (gradients) {
        Softmax.of(scores);
        scores[LABELS[i]] -= 1;
        network.backward(TEXTS[i], mask, scores);
      }
    }
    network.release();
    return loss;
  }

  private static void check(
      TokenNetwork network, float[] mask, float[][] values, float[][] gradient) {
    float small = 1e-3f;
    double largest = 0;
    for (int row = 0; row < values.length; row++) {
      for (int i = 0; i < values[row].length; i++) {
        float kept = values[row][i];
        values[row][i] = kept + small;
        double above = loss(network, mask, false);
        values[row][i] = kept - small;
        double below = loss(network, mask, false);
        values[row][i] = kept;
        assertThat((double) gradient[row][i])
            .isCloseTo((above - below) / (2 * small), within(4e-3));
        largest = Math.max(largest, Math.abs(gradient[row][i]));
      }
    }
    assertThat(largest).isGreaterThan(0.05);
  }
}
