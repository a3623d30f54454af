package io.millrace.learn.route;

import io.millrace.learn.encoder.Encoder;
import io.millrace.learn.encoder.EncoderKind;
import io.millrace.learn.text.TokenVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A fixed number of values read off a prompt. Immutable and safe to share between threads.
sealed interface Reading {
  /// A short name, unique among readings.
  String title();

  int dimension();

  /// Writes the values from `at` on.
  void read(String prompt, float[] out, int at);

  /// Whether reading takes milliseconds.
  default boolean slow() {
    return false;
  }

  /// The readings for prompts of a language.
  static List<Reading> of(TokenVectors.Language language, boolean encoders) {
    var readings = new ArrayList<Reading>(List.of(new Surface(), new Tokens(language)));
    var kinds =
        switch (language) {
          case EN -> List.of(EncoderKind.BGE_SMALL_EN, EncoderKind.E5_SMALL);
          case ZH -> List.of(EncoderKind.BGE_SMALL_ZH);
        };
    for (EncoderKind kind : kinds) {
      if (encoders && Encoder.available(kind)) {
        readings.add(new Sentence(kind));
      }
    }
    return readings;
  }

  /// The reading of that name.
  static Optional<Reading> named(String title) {
    var all = new ArrayList<Reading>(List.of(new Surface()));
    Arrays.stream(TokenVectors.Language.values()).map(Tokens::new).forEach(all::add);
    Arrays.stream(EncoderKind.values()).map(Sentence::new).forEach(all::add);
    return all.stream().filter(reading -> reading.title().equals(title)).findFirst();
  }

  /// Lengths, counts and words that make a task long or hard: [PromptSurface].
  record Surface() implements Reading {
    @Override
    public String title() {
      return "surface";
    }

    @Override
    public int dimension() {
      return PromptSurface.DIMENSION;
    }

    @Override
    public void read(String prompt, float[] out, int at) {
      PromptSurface.read(prompt, out, at);
    }
  }

  /// The mean and the greatest value of the prompt's static token vectors.
  record Tokens(TokenVectors.Language language) implements Reading {
    /// The most tokens of a prompt that are read.
    private static final int LONGEST = 512;

    private static final int KEPT = 128;

    @Override
    public String title() {
      return language == TokenVectors.Language.EN ? "tokens-en" : "tokens-zh";
    }

    @Override
    public int dimension() {
      return 2 * KEPT;
    }

    @Override
    public void read(String prompt, float[] out, int at) {
      var vectors = TokenVectors.of(language);
      int[] ids = vectors.tokens().tokenise(prompt, LONGEST);
      var vector = new float[KEPT];
      var mean = new float[KEPT];
      var greatest = new float[KEPT];
      Arrays.fill(greatest, ids.length == 0 ? 0 : Float.NEGATIVE_INFINITY);
      for (int id : ids) {
        vectors.vector(id, vector);
        for (int k = 0; k < KEPT; k++) {
          mean[k] += vector[k];
        }
        for (int k = 0; k < KEPT; k++) {
          greatest[k] = Math.max(greatest[k], vector[k]);
        }
      }
      float scale = 1f / Math.max(1, ids.length);
      for (int k = 0; k < KEPT; k++) {
        out[at + k] = mean[k] * scale;
        out[at + KEPT + k] = greatest[k];
      }
    }
  }

  /// The vector of a sentence encoder.
  record Sentence(EncoderKind kind) implements Reading {
    @Override
    public String title() {
      return kind.title();
    }

    @Override
    public int dimension() {
      return kind.dimension();
    }

    @Override
    public void read(String prompt, float[] out, int at) {
      float[] vector = Encoder.of(kind).embed(prompt);
      System.arraycopy(vector, 0, out, at, vector.length);
    }

    @Override
    public boolean slow() {
      return true;
    }
  }
}
