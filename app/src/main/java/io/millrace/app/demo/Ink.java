package io.millrace.app.demo;

/// Colours of a terminal.
enum Ink {
  PLAIN(""),
  BOLD("1"),
  DIM("2"),
  GOOD("32"),
  GOOD_BOLD("1;32"),
  WARN("33"),
  BAD("1;31"),
  ALARM("1;37;41"),
  COST("36"),
  NEWS("1;35");

  private final String code;

  Ink(String code) {
    this.code = code;
  }

  /// The text in this colour, if colours are wanted.
  String on(String text, boolean colour) {
    return !colour || code.isEmpty() || text.isEmpty()
        ? text
        : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
