package io.millrace.learn.label;

import io.millrace.learn.encoder.EncoderKind;
import io.millrace.learn.text.TokenVectors;
import java.util.List;

/// The settings of each member for one set of examples, from its size, its number of classes and
/// its script.
record Recipe(
    TokenVectors.Language language,
    int folds,
    int tokenLimit,
    NgramTraining.Settings ngram,
    TokenTraining.Settings token,
    EncoderHead.Settings head,
    List<EncoderKind> encoders) {
  private static final int FOLDS = 3;
  private static final int MANY_CLASSES = 20;
  private static final int TOKEN_LIMIT = 128;

  static Recipe of(List<String> inputs, int classes) {
    boolean chinese = TokenVectors.Language.of(inputs) == TokenVectors.Language.ZH;
    boolean many = classes >= MANY_CLASSES;
    return new Recipe(
        chinese ? TokenVectors.Language.ZH : TokenVectors.Language.EN,
        FOLDS,
        TOKEN_LIMIT,
        new NgramTraining.Settings(15, classes <= 4 ? 0.01 : chinese ? 0.02 : 0.03, 1),
        new TokenTraining.Settings(
            128,
            128,
            many ? 3 : 5,
            many || chinese ? 8 : 5,
            16,
            many ? 2e-3 : 1e-3,
            1.5e-3,
            0.01,
            many ? 0.3 : 0.5,
            0.1),
        new EncoderHead.Settings(20, 0.1, many ? 1e-4 : 1e-3),
        chinese
            ? List.of(EncoderKind.BGE_SMALL_ZH)
            : List.of(EncoderKind.BGE_SMALL_EN, EncoderKind.E5_SMALL));
  }
}
