package io.millrace.flywheel.route;

import java.util.Arrays;
import java.util.List;

/// Orders prompts for a cascade by what the cheap model is expected to lose for each unit of money
/// that it saves: of all orders, the one whose savings are greatest for a given loss.
///
/// What an answer will save is not known beforehand; a straight line in the prompt's length, fitted
/// to past calls, stands for it.
///
/// @param fixed what any call saves, in the unit of the costs
/// @param perCharacter what each character of the prompt adds
/// @param least the saving that is assumed where the line is lower
public record SavingOrder(double fixed, double perCharacter, double least) {
  private static final double LEAST = 0.1;

  /// Fits the line by least squares.
  ///
  /// @param saved what the cheap model saved on each prompt
  public static SavingOrder of(List<String> prompts, double[] saved) {
    int n = saved.length;
    double length = prompts.stream().mapToInt(String::length).average().orElse(0);
    double mean = Arrays.stream(saved).average().orElse(0);
    double product = 0;
    double square = 0;
    for (int i = 0; i < n; i++) {
      double apart = prompts.get(i).length() - length;
      product += apart * (saved[i] - mean);
      square += apart * apart;
    }
    double slope = square == 0 ? 0 : product / square;
    return new SavingOrder(mean - slope * length, slope, LEAST * Math.abs(mean));
  }

  /// The score of a prompt: the higher, the more willingly the cheap model is asked. Positive where
  /// the cheap model is expected to be the better one.
  ///
  /// @param gain what the strong model is expected to add
  public double score(double gain, String prompt) {
    double saved = Math.max(least, fixed + perCharacter * prompt.length());
    return saved > 0 ? -gain / saved : -gain;
  }
}
