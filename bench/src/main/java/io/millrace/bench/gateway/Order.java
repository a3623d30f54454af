package io.millrace.bench.gateway;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a prompt tells the mock upstream to do. It stands in the prompt's text, so that it passes
/// every proxy.
///
/// @param stream the id of the call, which its answer repeats
/// @param tokens how many tokens a stream has
/// @param paceMicros between two tokens
record Order(long stream, int tokens, int paceMicros) {
  private static final Pattern TEXT = Pattern.compile("<order (\\d+) (\\d+) (\\d+)>");

  String text() {
    return "<order " + stream + " " + tokens + " " + paceMicros + ">";
  }

  static Order in(String body) {
    Matcher matcher = TEXT.matcher(body);
    return matcher.find()
        ? new Order(
            Long.parseLong(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)))
        : new Order(0, 20, 1000);
  }
}
