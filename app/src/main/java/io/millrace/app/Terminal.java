package io.millrace.app;

import java.io.Console;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Where a command reads and writes: the process's own streams, or a test's.
///
/// @param interactive whether lines may be overwritten to show progress
/// @param environment the environment variables
record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean interactive,
    Map<String, String> environment) {
  /// Reads nothing and writes nowhere.
  static final Terminal SILENT =
      new Terminal(
          InputStream.nullInputStream(),
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          false,
          Map.of());

  Terminal {
    environment = Map.copyOf(environment);
  }

  @SuppressForbidden("this is where the command line meets the terminal")
  @SuppressWarnings("SystemConsoleNull") // JDK 25 returns null again where there is no terminal
  static Terminal ofProcess() {
    Console console = System.console();
    boolean interactive = console != null && console.isTerminal();
    return new Terminal(
        System.in,
        new PrintStream(System.out, false, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        interactive,
        System.getenv());
  }

  /// Prints a line.
  ///
  /// @throws UnusableException when standard output takes no more
  void line(String text) {
    out.print(text + "\n");
    checkOut();
  }

  /// Flushes standard output, which keeps quiet about errors until it is asked.
  ///
  /// @throws UnusableException when something printed so far was lost
  void checkOut() {
    if (out.checkError()) {
      throw new UnusableException(
          "standard output cannot be written to; make room on its disk, or see whether the program"
              + " that reads it has ended");
    }
  }

  void errorLine(String text) {
    err.print("millrace: " + text + "\n");
    err.flush();
  }

  boolean traces() {
    return environment.containsKey("MILLRACE_TRACE");
  }

  boolean colour() {
    return interactive && !environment.containsKey("NO_COLOR");
  }

  /// The width to write tables for, in columns.
  int width() {
    String columns = Objects.requireNonNullElse(environment.get("COLUMNS"), "");
    try {
      return Math.clamp(Integer.parseInt(columns), 60, 200);
    } catch (NumberFormatException e) {
      return 110;
    }
  }

  /// The language of the environment: `zh` for Chinese locales, else `en`.
  String language() {
    for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
      String value = environment.get(name);
      if (value != null && !value.isEmpty()) {
        return value.toLowerCase(Locale.ROOT).startsWith("zh") ? "zh" : "en";
      }
    }
    return "en";
  }
}
