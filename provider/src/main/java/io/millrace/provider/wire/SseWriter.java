package io.millrace.provider.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// Puts named server-sent events together. One thread at a time.
public final class SseWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public SseWriter() {}

  /// Adds an event with a name and one line of JSON.
  public SseWriter event(String name, JsonNode data) {
    bytes.writeBytes(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(Json.bytes(data));
    bytes.writeBytes(new byte[] {'\n', '\n'});
    return this;
  }

  /// All events so far; the next ones begin anew.
  public byte[] take() {
    byte[] taken = bytes.toByteArray();
    bytes.reset();
    return taken;
  }
}
