package io.millrace.provider.wire;

import io.millrace.provider.chat.SseEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Cuts recorded streams into events, one line of data each.
final class Events {
  private Events() {}

  static List<SseEvent> in(byte[] stream) {
    var events = new ArrayList<SseEvent>();
    for (String event : new String(stream, StandardCharsets.UTF_8).split("\r?\n\r?\n")) {
      String name = "";
      String data = "";
      for (String line : event.split("\r?\n")) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        }
      }
      byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
      byte[] raw = (event + "\n\n").getBytes(StandardCharsets.UTF_8);
      events.add(new SseEvent(name, raw, bytes, 0, bytes.length));
    }
    return events;
  }
}
