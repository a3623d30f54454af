package io.millrace.model;

import java.util.regex.Pattern;

/// The name of a call for ever: `call_` and 26 characters of Crockford's base 32, the first ten of
/// which are the millisecond it began, so that ids sort by time.
///
/// @param text the whole id, prefix included
public record CallId(String text) {
  private static final Pattern FORM = Pattern.compile("call_[0-9abcdefghjkmnpqrstvwxyz]{26}");
  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

  /// @throws IllegalArgumentException for a text that is no id
  public CallId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not the id of a call: " + text);
    }
  }

  /// An id of an instant and 80 random bits.
  ///
  /// @param millis milliseconds since 1970, at most 48 bits of them
  /// @param high of which the lower 16 bits count
  /// @param low all 64 bits count
  public static CallId of(long millis, long high, long low) {
    var text = new char[31];
    "call_".getChars(0, 5, text, 0);
    long time = millis & 0xFFFF_FFFF_FFFFL;
    for (int i = 14; i >= 5; i--) {
      text[i] = DIGITS[(int) (time & 31)];
      time >>>= 5;
    }
    long upper = high & 0xFFFF;
    long lower = low;
    for (int i = 30; i >= 15; i--) {
      text[i] = DIGITS[(int) (lower & 31)];
      lower = (lower >>> 5) | (upper << 59);
      upper >>>= 5;
    }
    return new CallId(new String(text));
  }

  @Override
  public String toString() {
    return text;
  }
}
