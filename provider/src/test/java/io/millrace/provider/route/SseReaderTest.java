package io.millrace.provider.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.http.ClientSettings;
import io.millrace.http.HttpClient;
import io.millrace.provider.chat.SseEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SseReaderTest {
  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final String MARK = "\u00ef\u00bb\u00bf";

  /// The names and data of the events that come, in chunks cut at random places.
  private static List<String> read(String stream, Random random, boolean lookAhead)
      throws IOException {
    var chunked =
        new StringBuilder(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n");
    for (int at = 0; at < stream.length(); ) {
      int end = Math.min(stream.length(), at + 1 + random.nextInt(7));
      String part = stream.substring(at, end);
      chunked.append(Integer.toHexString(part.length())).append("\r\n").append(part).append("\r\n");
      at = end;
    }
    chunked.append("0\r\n\r\n");
    try (var server = WireServer.saying(chunked.toString());
        var client = HttpClient.of(ClientSettings.of(server.uri(), null, 1));
        var response =
            client.newCall().send("POST", "/", List.of(), new byte[] {'x'}, WAIT, WAIT)) {
      return events(new SseReader(response), lookAhead);
    }
  }

  private static List<String> events(SseReader reader, boolean lookAhead) throws IOException {
    var events = new ArrayList<String>();
    while (true) {
      if (lookAhead) {
        reader.ready();
      }
      SseEvent event = reader.next(WAIT);
      if (event == null) {
        return events;
      }
      String data =
          new String(event.data(), event.from(), event.to() - event.from(), StandardCharsets.UTF_8);
      events.add(event.name() + "|" + data);
    }
  }

  @Test
  void anyCutGivesTheSameEvents() throws IOException {
    String stream =
        MARK
            + "data: one\n\n"
            + ": comment\n\n"
            + "event: named\ndata:no space\n\n"
            + "data: two\r\n\r\n"
            + "data: first\ndata: second\n\n"
            + "id: 7\rdata: return\r\r"
            + "data\n\n"
            + "data:  two spaces\n\n"
            + "data: [DONE]\n\n";
    var random = new Random(3);
    for (int i = 0; i < 60; i++) {
      assertThat(read(stream, random, i % 2 == 0))
          .containsExactly(
              "|one",
              "|",
              "named|no space",
              "|two",
              "|first\nsecond",
              "|return",
              "|",
              "| two spaces",
              "|[DONE]");
    }
  }

  @Test
  void anEventWithoutItsEmptyLineIsTakenAtTheEnd() throws IOException {
    assertThat(read("data: one\n\ndata: two", new Random(5), false))
        .containsExactly("|one", "|two");
  }
}
