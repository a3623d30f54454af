package io.millrace.learn.route;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Tells from a prompt's text alone whether a cheap model's answer will be as good as a strong
/// one's. Immutable and safe to share between threads.
///
/// It is one linear function of what is read off the prompt: lengths and counts, static token
/// vectors, hashed n-grams and, when it was trained with them, sentence vectors. Scoring takes
/// about 0.1 ms for a prompt of a few hundred characters, with encoders tens of milliseconds.
public final class Router {
  /// What the stored bytes begin with.
  public static final String KIND = "router";

  private static final int FORMAT = 1;
  private static final int LARGEST = 1 << 26;

  private final List<Reading> readings;
  private final float[] weights;
  private final NgramWeights ngrams;
  private final double bias;
  private final Calibration calibration;

  /// @param weights of the raw values of all readings, one after the other
  Router(
      List<Reading> readings,
      float[] weights,
      NgramWeights ngrams,
      double bias,
      Calibration calibration) {
    this.readings = List.copyOf(readings);
    this.weights = weights;
    this.ngrams = ngrams;
    this.bias = bias;
    this.calibration = calibration;
  }

  /// The probability that the cheap model's answer to `prompt` is as good: the higher, the more
  /// willingly it is asked. Calibrated on the examples trained on; a promise is for a certificate
  /// on other calls to make.
  public double score(String prompt) {
    return calibration.probability(gain(prompt));
  }

  /// How much better the strong model's answer is expected to be, about -1 to 1. It orders prompts
  /// as [#score] does, the other way round.
  public double gain(String prompt) {
    var values = new float[weights.length];
    int at = 0;
    for (Reading reading : readings) {
      reading.read(prompt, values, at);
      at += reading.dimension();
    }
    return bias + dot(values) + ngrams.of(prompt);
  }

  /// The score of a prompt that was read already.
  ///
  /// @throws IllegalArgumentException when other things were read than this router needs
  public double score(PromptFeatures features, int prompt) {
    return calibration.probability(gain(features, prompt));
  }

  /// The expected gain of a prompt that was read already.
  ///
  /// @throws IllegalArgumentException when other things were read than this router needs
  public double gain(PromptFeatures features, int prompt) {
    if (!features.readings().equals(readings)) {
      throw new IllegalArgumentException(
          "This router reads " + members() + ", not " + features + ".");
    }
    return bias + dot(features.values(prompt)) + ngrams.of(features.ngrams(), prompt);
  }

  private double dot(float[] values) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      sum += (double) values[k] * weights[k];
    }
    return sum;
  }

  /// Short names of what it reads.
  public List<String> members() {
    var members = new ArrayList<String>();
    readings.forEach(reading -> members.add(reading.title()));
    members.add("ngrams");
    return members;
  }

  /// Whether scoring runs a sentence encoder.
  public boolean encoder() {
    return readings.stream().anyMatch(Reading::slow);
  }

  /// The size of the weights as stored.
  public long bytes() {
    return 4L * weights.length + 12L * ngrams.keys.length;
  }

  /// Writes everything that [#read] needs; the bytes depend on nothing but the router.
  public void write(DataOutput out) throws IOException {
    out.writeUTF(KIND);
    out.writeInt(FORMAT);
    out.writeInt(readings.size());
    for (Reading reading : readings) {
      out.writeUTF(reading.title());
    }
    write(out, weights);
    out.writeInt(ngrams.keys.length);
    for (int key : ngrams.keys) {
      out.writeInt(key);
    }
    write(out, ngrams.idf);
    write(out, ngrams.weights);
    out.writeDouble(bias);
    out.writeDouble(calibration.intercept());
    out.writeDouble(calibration.slope());
  }

  private static void write(DataOutput out, float[] values) throws IOException {
    out.writeInt(values.length);
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  /// Restores a router that [#write] wrote.
  ///
  /// @throws IOException when the bytes are not such a router
  public static Router read(DataInput in) throws IOException {
    check(in.readUTF().equals(KIND), "kind");
    check(in.readInt() == FORMAT, "format");
    var readings = new ArrayList<Reading>();
    int count = in.readInt();
    check(count >= 0 && count < 64, "readings");
    for (int i = 0; i < count; i++) {
      String title = in.readUTF();
      readings.add(
          Reading.named(title)
              .orElseThrow(
                  () -> new IOException("A stored router reads " + title + ", which is unknown.")));
    }
    float[] weights = floats(in);
    check(weights.length == readings.stream().mapToInt(Reading::dimension).sum(), "weights");
    var keys = new int[length(in)];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = in.readInt();
    }
    float[] idf = floats(in);
    float[] ngrams = floats(in);
    check(idf.length == keys.length && ngrams.length == keys.length, "n-gram sizes");
    return new Router(
        readings,
        weights,
        new NgramWeights(keys, idf, ngrams),
        in.readDouble(),
        new Calibration(in.readDouble(), in.readDouble()));
  }

  private static float[] floats(DataInput in) throws IOException {
    var values = new float[length(in)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  private static int length(DataInput in) throws IOException {
    int length = in.readInt();
    check(length >= 0 && length < LARGEST, "an array of " + length);
    return length;
  }

  private static void check(boolean sound, String what) throws IOException {
    if (!sound) {
      throw new IOException("A stored router is damaged: " + what + ".");
    }
  }
}
