package io.millrace.sandbox;

import java.util.List;

/// One application's recurring use of a model. Immutable.
///
/// @param name what the truth file calls it
record Job(String name, Traffic traffic, Form form, Prompt prompt, Composer composer) {

  /// How much, when, and to which model.
  ///
  /// @param share share of the log, in 1/120
  /// @param repeats share of calls that ask a popular question again
  /// @param wobble share of calls in which chance picks a question's other answer
  record Traffic(String model, int share, Rhythm rhythm, double repeats, double wobble) {}

  /// The request form, constant for a job.
  ///
  /// @param maxTokens the token limit that is sent; 0 sends none
  /// @param jsonObject whether `response_format` asks for a JSON object
  record Form(double temperature, int maxTokens, List<String> stop, boolean jsonObject) {}
}
