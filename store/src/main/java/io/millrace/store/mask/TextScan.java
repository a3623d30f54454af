package io.millrace.store.mask;

/// One pass over a text. One thread at a time.
final class TextScan implements DigitRun.Boundary {
  /// Longer runs of the letters of base 64 are data, not text.
  private static final int DATA = 128;

  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_DOMAIN = 253;

  private final String text;
  private final StringBuilder out;

  /// Behind the last finding: everything before it is in `out`.
  private int done;

  TextScan(String text) {
    this.text = text;
    this.out = new StringBuilder(text.length());
  }

  /// @return the same text when nothing is to be hidden
  String masked() {
    int at = 0;
    int dataSeen = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (at >= dataSeen && isData(c)) {
        dataSeen = dataEnd(at);
        if (dataSeen - at >= DATA) {
          at = dataSeen;
          continue;
        }
      }
      if (c == '@' || c == '＠') {
        at = address(at);
      } else if (Digits.is(c)) {
        at = digits(at);
      } else {
        at++;
      }
    }
    return done == 0 ? text : out.append(text, done, text.length()).toString();
  }

  private static boolean isData(char c) {
    return Digits.isLetter(c) || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
  }

  private int dataEnd(int from) {
    int end = from;
    while (end < text.length() && isData(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private int digits(int at) {
    var run = new DigitRun(text, at);
    // What belongs to an address is the address's to hide.
    int end = run.end();
    for (DigitRun.Finding finding : run.findings(this)) {
      if (!isLocalPart(finding.to())) {
        hide(finding.from(), finding.to(), finding.word());
      }
    }
    return Math.max(end, done);
  }

  private boolean isLocalPart(int to) {
    int at = to;
    while (at < text.length() && at - to < LONGEST_LOCAL && isLocal(text.charAt(at))) {
      at++;
    }
    return at < text.length() && isAt(text.charAt(at)) && domainEnd(at + 1) > 0;
  }

  private static boolean isAt(char c) {
    return c == '@' || c == '＠';
  }

  private int address(int at) {
    int from = at;
    while (from > done && at - from < LONGEST_LOCAL && isLocal(text.charAt(from - 1))) {
      from--;
    }
    while (from < at && ".-%+".indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    int end = domainEnd(at + 1);
    if (from == at || end < 0) {
      return at + 1;
    }
    hide(from, end, "[email]");
    return end;
  }

  private static boolean isLocal(char c) {
    return Digits.isWord(c) || ".%+-".indexOf(c) >= 0;
  }

  /// Behind the last label that can end a domain: two letters or more after a dot.
  private int domainEnd(int from) {
    int best = -1;
    int label = from;
    int at = from;
    while (at <= text.length() && at - from <= LONGEST_DOMAIN) {
      char c = at < text.length() ? text.charAt(at) : ' ';
      if (Digits.isLetter(c) || Digits.is(c) || c == '-') {
        at++;
        continue;
      }
      if (at == label) {
        break;
      }
      best = label > from && isTop(label, at) ? topEnd(label, at) : best;
      if (c != '.' && c != '．') {
        break;
      }
      label = ++at;
    }
    return best;
  }

  private boolean isTop(int from, int to) {
    return topEnd(from, to) - from >= 2;
  }

  private int topEnd(int from, int to) {
    int end = from;
    while (end < to && Digits.isLetter(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private void hide(int from, int to, String word) {
    out.append(text, done, from).append(word);
    done = to;
  }

  @Override
  public boolean opens(int from) {
    if (from == done) {
      return true;
    }
    char before = text.charAt(from - 1);
    if (Digits.isWord(before)) {
      return isEscape(from - 1);
    }
    boolean joint = "-.–".indexOf(before) >= 0 && from - 1 > done;
    if (joint && Digits.isWord(text.charAt(from - 2))) {
      return false;
    }
    boolean time = before == ':' && from - 1 > done && Digits.is(text.charAt(from - 2));
    return !time && before != '#' && before != '$' && before != '￥' && before != '¥';
  }

  /// A line break or tab as JSON and code write it, such as `\n`.
  private boolean isEscape(int at) {
    return "nrt".indexOf(text.charAt(at)) >= 0 && at > done && text.charAt(at - 1) == '\\';
  }

  @Override
  public boolean closes(int to) {
    if (to >= text.length()) {
      return true;
    }
    char after = text.charAt(to);
    if (Digits.isWord(after)) {
      return false;
    }
    boolean joint = "-.:–".indexOf(after) >= 0 && to + 1 < text.length();
    return !joint || !Digits.isWord(text.charAt(to + 1));
  }
}
