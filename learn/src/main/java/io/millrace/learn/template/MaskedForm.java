package io.millrace.learn.template;

/// The shape of a text when what ages is masked: a run of digits is `#`, a weekday `W`, a month
/// `M`, a part of the day `P`, an id of mixed letters and digits `X`, a UUID `U`; a masked sign is
/// written after a backslash, all else stands for itself. `Thursday, 2025-03-06` has the form `\W,
/// \#-\#-\#`. Values with more than [#LONGEST] characters have no form.
final class MaskedForm {
  static final int LONGEST = 200;

  private MaskedForm() {}

  /// The form of `text[from, to)`, or an empty string when it is too long or nothing in it is
  /// masked.
  static String of(String text, int from, int to) {
    if (to - from > LONGEST) {
      return "";
    }
    var form = new StringBuilder(to - from + 8);
    boolean masked = false;
    for (int at = from; at < to; ) {
      int end = Tokens.end(text, at, to);
      String shape = Tokens.shape(text, at, end);
      if (shape == null) {
        form.append(text, at, end);
      } else {
        form.append('\\').append(shape);
        masked = true;
      }
      at = end;
    }
    return masked ? form.toString() : "";
  }

  /// Whether a value of this form may stand where the other was seen: equal, or plain digits where
  /// an id of letters and digits was seen.
  static boolean fits(String form, String seen) {
    return form.equals(seen)
        || (seen.indexOf('X') >= 0
            && form.replace("\\X", "\\#").equals(seen.replace("\\X", "\\#")));
  }
}
