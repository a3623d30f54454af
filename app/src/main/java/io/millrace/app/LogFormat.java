package io.millrace.app;

/// How what the program logs while it serves looks on standard error.
final class LogFormat {
  private static final String KEY = "java.util.logging.SimpleFormatter.format";

  private LogFormat() {}

  /// One line for each problem, with its time; to be called before anything is logged.
  static void oneLine() {
    if (System.getProperty(KEY) == null) {
      System.setProperty(KEY, "%1$tFT%1$tT.%1$tL %4$s %5$s%n");
    }
  }
}
