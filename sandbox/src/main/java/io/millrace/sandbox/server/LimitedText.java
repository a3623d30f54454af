package io.millrace.sandbox.server;

import io.millrace.sandbox.server.ChatCall.Limits;
import io.millrace.sandbox.server.Reply.End;
import java.util.List;

/// Cuts a text where a request's limits end it.
final class LimitedText {
  private LimitedText() {}

  /// @param thinking counts towards the limit too
  static Reply of(Limits limits, List<String> thinking, String text) {
    int end = text.length();
    String met = "";
    for (String stop : limits.stops()) {
      int at = text.indexOf(stop);
      if (at >= 0 && at < end) {
        end = at;
        met = stop;
      }
    }
    var tokens = TokenCutter.cut(text.substring(0, end));
    int most = limits.maxTokens();
    if (most > 0 && thinking.size() + tokens.size() > most) {
      int thought = Math.min(thinking.size(), most);
      return new Reply(
          thinking.subList(0, thought),
          tokens.subList(0, most - thought),
          List.of(),
          End.LENGTH,
          "");
    }
    var reason = met.isEmpty() ? End.FINISHED : End.STOP_SEQUENCE;
    return new Reply(thinking, tokens, List.of(), reason, met);
  }
}
