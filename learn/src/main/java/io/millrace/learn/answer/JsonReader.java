package io.millrace.learn.answer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Reads JSON (RFC 8259) strictly; refuses doubled keys and nesting below [#MAX_DEPTH], so that any
/// text takes linear time and bounded stack. One thread at a time.
final class JsonReader {
  private static final int MAX_DEPTH = 64;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  static Optional<Json> read(String text) {
    var reader = new JsonReader(text);
    try {
      Json value = reader.value(0);
      reader.space();
      return reader.at == text.length() ? Optional.of(value) : Optional.empty();
    } catch (Malformed _) {
      return Optional.empty();
    }
  }

  private Json value(int depth) {
    if (depth > MAX_DEPTH) {
      throw new Malformed();
    }
    space();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new Json.Str(string());
      case 't' -> word("true", new Json.Bool(true));
      case 'f' -> word("false", new Json.Bool(false));
      case 'n' -> word("null", new Json.Nil());
      default -> number();
    };
  }

  private Json object(int depth) {
    at++;
    List<Json.Member> members = new ArrayList<>();
    var keys = new HashSet<String>();
    space();
    if (taken('}')) {
      return new Json.Obj(members);
    }
    do {
      space();
      String key = string();
      space();
      expect(':');
      if (!keys.add(key)) {
        throw new Malformed();
      }
      members.add(new Json.Member(key, value(depth + 1)));
      space();
    } while (taken(','));
    expect('}');
    return new Json.Obj(members);
  }

  private Json array(int depth) {
    at++;
    List<Json> items = new ArrayList<>();
    space();
    if (taken(']')) {
      return new Json.Arr(items);
    }
    do {
      items.add(value(depth + 1));
      space();
    } while (taken(','));
    expect(']');
    return new Json.Arr(items);
  }

  private String string() {
    expect('"');
    int start = at;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\') {
      control(text.charAt(at++));
    }
    if (peek() == '"') {
      return text.substring(start, at++);
    }
    var out = new StringBuilder(text.substring(start, at));
    while (peek() != '"') {
      char c = text.charAt(at++);
      control(c);
      out.append(c == '\\' ? escaped() : c);
    }
    at++;
    return out.toString();
  }

  private static void control(char c) {
    if (c < ' ') {
      throw new Malformed();
    }
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex();
      default -> throw new Malformed();
    };
  }

  private char hex() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0 || peek() > 'f') {
        throw new Malformed();
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  private Json number() {
    int start = at;
    taken('-');
    if (!taken('0')) {
      digits();
    }
    if (taken('.')) {
      digits();
    }
    if (taken('e') || taken('E')) {
      if (!taken('+')) {
        taken('-');
      }
      digits();
    }
    return new Json.Num(text.substring(start, at));
  }

  private void digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw new Malformed();
    }
  }

  private Json word(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw new Malformed();
    }
    at += word.length();
    return value;
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw new Malformed();
    }
    return text.charAt(at);
  }

  private boolean taken(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!taken(c)) {
      throw new Malformed();
    }
  }

  /// Leaves the descent at the first fault; never seen outside.
  private static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed() {
      super("malformed JSON", null, false, false);
    }
  }
}
