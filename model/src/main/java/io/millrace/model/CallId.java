package io.millrace.model;

/// The name of a call for ever: `call_` and 26 characters of Crockford's base 32, the first ten of
/// which are the millisecond it began, so that ids sort by time.
///
/// @param text the whole id, prefix included
public record CallId(String text) {
  private static final String PREFIX = "call_";
  private static final int LENGTH = 31;
  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

  /// @throws IllegalArgumentException for a text that is no id
  public CallId {
    if (!wellFormed(text)) {
      throw new IllegalArgumentException("not the id of a call: " + text);
    }
  }

  private static boolean wellFormed(String text) {
    if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
      return false;
    }
    for (int i = PREFIX.length(); i < LENGTH; i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = c >= 'a' && c <= 'z' && c != 'i' && c != 'l' && c != 'o' && c != 'u';
      if (!digit && !letter) {
        return false;
      }
    }
    return true;
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
