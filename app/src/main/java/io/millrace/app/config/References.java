package io.millrace.app.config;

import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// References to the environment in a text: `${NAME}`, `${NAME:-default}`; `$${` stands for `${`.
final class References {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\}|\\$\\{");

  private References() {}

  /// The text with its references replaced; null when a variable is missing.
  ///
  /// @param missing told the name of each missing variable, or what is no name
  static @Nullable String expand(
      String text, Map<String, String> environment, Consumer<String> missing) {
    var out = new StringBuilder();
    boolean whole = true;
    Matcher matcher = REFERENCE.matcher(text);
    while (matcher.find()) {
      String value = value(matcher, environment);
      if (value == null) {
        whole = false;
        missing.accept(matcher.group(1) == null ? "${" : matcher.group(1));
      }
      matcher.appendReplacement(out, Matcher.quoteReplacement(value == null ? "" : value));
    }
    return whole ? matcher.appendTail(out).toString() : null;
  }

  private static @Nullable String value(Matcher matcher, Map<String, String> environment) {
    if (matcher.group().equals("$${")) {
      return "${";
    }
    if (matcher.group(1) == null) {
      return null;
    }
    String value = environment.get(matcher.group(1));
    return value == null || value.isEmpty() ? matcher.group(2) : value;
  }
}
