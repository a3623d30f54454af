package io.millrace.provider.chat;

import java.nio.charset.StandardCharsets;

/// One server-sent event, as it came and decoded just enough ([HTML,
/// 9.2](https://html.spec.whatwg.org/multipage/server-sent-events.html)).
///
/// @param name of the event; empty when it has none
/// @param raw the bytes of the event with the blank line that ends it; not copied, not to be
///   changed
/// @param data holds the data: `raw` itself when the data is one line, else its own array
/// @param from where the data begins in `data`
/// @param to where it ends
@SuppressWarnings("ArrayRecordComponent") // an event lives for one loop; copying it costs more
public record SseEvent(String name, byte[] raw, byte[] data, int from, int to) {
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  /// Whether it is OpenAI's last event, `data: [DONE]`.
  public boolean isDone() {
    return java.util.Arrays.equals(data, from, to, DONE, 0, DONE.length);
  }

  /// Whether it has no data: a comment or a bare name.
  public boolean isEmpty() {
    return from == to;
  }
}
