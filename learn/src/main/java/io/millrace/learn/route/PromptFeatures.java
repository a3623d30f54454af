package io.millrace.learn.route;

import io.millrace.learn.text.NgramCorpus;
import io.millrace.learn.text.TokenVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What routers read of a list of prompts, read once: for training several routers on parts of it,
/// and for scoring with them. Nothing in it depends on how the models answered. Immutable and safe
/// to share between threads.
public final class PromptFeatures {
  private final List<String> prompts;
  private final List<Reading> readings;
  private final float[][] values;
  private final NgramCorpus ngrams;

  PromptFeatures(
      List<String> prompts, List<Reading> readings, float[][] values, NgramCorpus ngrams) {
    this.prompts = prompts;
    this.readings = readings;
    this.values = values;
    this.ngrams = ngrams;
  }

  /// Reads prompts: about 0.1 ms each, with encoders tens of milliseconds each.
  ///
  /// @param encoders whether sentence encoders are read, where they are on the class path
  /// @param threads how many threads work at once
  public static PromptFeatures of(List<String> prompts, boolean encoders, int threads) {
    List<Reading> readings = Reading.of(TokenVectors.Language.of(prompts), encoders);
    int dimension = readings.stream().mapToInt(Reading::dimension).sum();
    var values = new float[prompts.size()][dimension];
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var pending = new ArrayList<Future<?>>();
      for (int i = 0; i < values.length; i++) {
        String prompt = prompts.get(i);
        float[] row = values[i];
        pending.add(pool.submit(() -> read(readings, prompt, row)));
      }
      var ngrams = new NgramCorpus(prompts);
      for (Future<?> each : pending) {
        each.get();
      }
      return new PromptFeatures(List.copyOf(prompts), readings, values, ngrams);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Reading prompts was interrupted.", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A prompt could not be read.", e.getCause());
    }
  }

  private static void read(List<Reading> readings, String prompt, float[] out) {
    int at = 0;
    for (Reading reading : readings) {
      reading.read(prompt, out, at);
      at += reading.dimension();
    }
  }

  /// The number of prompts.
  public int size() {
    return values.length;
  }

  List<String> prompts() {
    return prompts;
  }

  List<Reading> readings() {
    return readings;
  }

  /// The values of all readings, one after the other.
  float[] values(int prompt) {
    return values[prompt];
  }

  NgramCorpus ngrams() {
    return ngrams;
  }

  @Override
  public String toString() {
    return "PromptFeatures[" + size() + ", " + Arrays.toString(readings.toArray()) + "]";
  }
}
