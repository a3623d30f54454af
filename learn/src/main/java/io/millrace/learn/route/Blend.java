package io.millrace.learn.route;

/// How much each kind of feature may explain: the share of the prior variance of a prompt's gain.
///
/// @param surface share of [PromptSurface]
/// @param tokens share of the static token vectors
/// @param ngrams share of the hashed n-grams
/// @param encoders share of the sentence encoders together
record Blend(double surface, double tokens, double ngrams, double encoders) {
  /// The share of a reading, where there are so many sentence encoders.
  double of(Reading reading, int sentences) {
    return switch (reading) {
      case Reading.Surface _ -> surface;
      case Reading.Tokens _ -> tokens;
      case Reading.Sentence _ -> encoders / sentences;
    };
  }
}
