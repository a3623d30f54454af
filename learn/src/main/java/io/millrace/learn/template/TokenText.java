package io.millrace.learn.template;

import io.millrace.model.Message;
import io.millrace.model.Request;
import java.util.Arrays;
import java.util.List;

/// A request cut into tokens, its messages one after the other. A token's id is a hash of its text,
/// or of its masked shape; masked ids are negative.
final class TokenText {
  final Request request;

  /// The request's place in the log, from 0.
  final long position;

  /// The messages' texts joined.
  final String text;

  final long[] ids;

  /// Where each token starts in [#text]; one more entry for the end.
  final int[] starts;

  /// The first token of each message; one more entry for the end.
  final int[] messages;

  private TokenText(Request request, long position, List<Message> used) {
    this.request = request;
    this.position = position;
    var joined = new StringBuilder();
    used.forEach(message -> joined.append(message.text()));
    text = joined.toString();
    long[] found = new long[text.length()];
    int[] begins = new int[text.length() + 1];
    messages = new int[used.size() + 1];
    int count = 0;
    int base = 0;
    for (int m = 0; m < used.size(); m++) {
      messages[m] = count;
      int stop = base + used.get(m).text().length();
      for (int at = base; at < stop; ) {
        int end = Tokens.end(text, at, stop);
        begins[count] = at;
        found[count++] = id(text, at, end);
        at = end;
      }
      base = stop;
    }
    messages[used.size()] = count;
    begins[count] = text.length();
    ids = Arrays.copyOf(found, count);
    starts = Arrays.copyOf(begins, count + 1);
  }

  static TokenText of(Request request, long position) {
    return new TokenText(request, position, request.messages());
  }

  /// The first messages only: the constant opening of a conversation.
  static TokenText opening(Request request, long position, int messages) {
    return new TokenText(request, position, request.messages().subList(0, messages));
  }

  private static long id(String text, int from, int end) {
    String shape = Tokens.shape(text, from, end);
    return shape != null
        ? hash(shape, 0, shape.length()) | Long.MIN_VALUE
        : hash(text, from, end) & Long.MAX_VALUE;
  }

  private static long hash(String text, int from, int end) {
    long hash = 0xCBF29CE484222325L;
    for (int i = from; i < end; i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return mix(hash);
  }

  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  boolean masked(int token) {
    return ids[token] < 0;
  }

  /// The message that a token belongs to.
  int messageOf(int token) {
    int message = 0;
    while (message + 2 < messages.length && messages[message + 1] <= token) {
      message++;
    }
    return message;
  }

  /// A masked token weighs one: numbers and dates occur in all kinds of text.
  double weight(int token) {
    return masked(token) ? 1 : Tokens.weight(text, starts[token], starts[token + 1]);
  }

  double weight(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += weight(i);
    }
    return sum;
  }

  String text(int from, int to) {
    return text.substring(starts[from], starts[to]);
  }

  boolean sameText(int token, TokenText other, int otherToken) {
    int length = starts[token + 1] - starts[token];
    return length == other.starts[otherToken + 1] - other.starts[otherToken]
        && text.regionMatches(starts[token], other.text, other.starts[otherToken], length);
  }

  /// The first token that starts at or after a character of the joined text.
  int tokenAt(int offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found : -found - 1;
  }
}
