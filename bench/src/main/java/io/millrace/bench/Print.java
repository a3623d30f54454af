package io.millrace.bench;

import java.util.Locale;

/// Prints results.
final class Print {
  private Print() {}

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a new dependency
  static void line(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
