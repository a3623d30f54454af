package io.millrace.learn.answer;

import java.util.List;
import java.util.Optional;

/// A JSON value that keeps what matters for writing it again: the order of an object's members and
/// the digits of a number. Immutable.
public sealed interface Json {
  /// An object. A text that names a key twice is refused when read.
  record Obj(List<Member> members) implements Json {
    public Obj {
      members = List.copyOf(members);
    }

    /// The value under a key.
    public Optional<Json> get(String key) {
      return members.stream().filter(m -> m.key().equals(key)).map(Member::value).findFirst();
    }
  }

  /// One key of an object with its value.
  record Member(String key, Json value) {}

  /// An array.
  record Arr(List<Json> items) implements Json {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /// A string, unescaped.
  record Str(String text) implements Json {}

  /// A number as it was written.
  record Num(String digits) implements Json {}

  /// `true` or `false`.
  record Bool(boolean value) implements Json {}

  /// `null`.
  record Nil() implements Json {}

  /// Reads a text that is one JSON value, with nothing but white space around it.
  static Optional<Json> parse(String text) {
    return JsonReader.read(text);
  }

  /// The one spelling of this value that equal values share: no white space, keys sorted, raw
  /// characters.
  default String canonical() {
    var out = new StringBuilder();
    JsonStyle.writeCanonical(this, out);
    return out.toString();
  }
}
