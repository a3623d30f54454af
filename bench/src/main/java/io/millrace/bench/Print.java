package io.millrace.bench;

import java.util.Locale;

/// Prints results.
final class Print {
  private static int misses;

  private Print() {}

  /// Notes a bar that was missed: the program then ends with exit code 1.
  static void miss(String what) {
    misses++;
    line("MISSED: %s", what);
  }

  /// How many bars were missed.
  static int misses() {
    return misses;
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a new dependency
  static void line(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
