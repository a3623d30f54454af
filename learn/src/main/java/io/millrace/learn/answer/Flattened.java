package io.millrace.learn.answer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON object as leaves by path. Objects with members are opened; everything else is a leaf, an
/// empty object too.
///
/// @param leaves by the keys down to them, in the order of the object
record Flattened(Map<List<String>, Json> leaves) {
  static Flattened of(Json.Obj object) {
    Map<List<String>, Json> leaves = new LinkedHashMap<>();
    open(object, List.of(), leaves);
    return new Flattened(leaves);
  }

  private static void open(Json.Obj object, List<String> keys, Map<List<String>, Json> leaves) {
    for (Json.Member member : object.members()) {
      List<String> path = new ArrayList<>(keys);
      path.add(member.key());
      if (member.value() instanceof Json.Obj inner && !inner.members().isEmpty()) {
        open(inner, path, leaves);
      } else {
        leaves.put(List.copyOf(path), member.value());
      }
    }
  }

  /// The name of a path, such as `slots.city`.
  static String name(List<String> keys) {
    return String.join(".", keys);
  }

  /// Whether a leaf says that there is no value.
  static boolean missing(Json leaf) {
    return switch (leaf) {
      case Json.Nil() -> true;
      case Json.Str(String text) -> text.isEmpty();
      case Json.Arr(var items) -> items.isEmpty();
      case Json.Obj(var members) -> members.isEmpty();
      default -> false;
    };
  }
}
