package io.millrace.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.Usage;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.Delta;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.StreamEncoder;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnthropicCallerTest {
  private final AnthropicCaller caller = new AnthropicCaller();

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void refuses(String field, String request) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> caller.decode(Json.value(request)))
        .satisfies(refused -> assertThat(refused.error().param()).isEqualTo(field));
  }

  private static String asking(String rest) {
    return "{\"model\":\"m\",\"max_tokens\":5,\"messages\":[" + rest + "]}";
  }

  @Test
  void faultsAreRefusedByName() {
    refuses("max_tokens", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    refuses("messages", asking(""));
    refuses("messages[0].role", asking("{\"role\":\"owner\",\"content\":\"x\"}"));
    refuses("messages[0].content", asking("{\"role\":\"user\"}"));
    refuses(
        "messages[0].content[0].text",
        asking("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":1}]}"));
    refuses(
        "messages[1]",
        asking("{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\"}"));
  }

  @Test
  void aTurnOfNothingButThoughtsIsLeftOut() {
    ChatRequest read =
        caller.decode(
            Json.value(
                asking(
                    "{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":"
                        + "[{\"type\":\"redacted_thinking\",\"data\":\"eHg=\"}]},"
                        + "{\"role\":\"user\",\"content\":\"y\"}")));
    assertThat(read.turns()).hasSize(2);
    refuses("messages[0].content", asking("{\"role\":\"user\",\"content\":[]}"));
  }

  @Test
  void aTextBetweenToolsIsABlockOfItsOwn() {
    StreamEncoder stream = caller.stream(Json.object(), false);
    var said = new StringBuilder();
    for (Delta delta :
        List.of(
            new Delta.Start("msg_1", "m"),
            new Delta.ToolStart(0, "a", "f"),
            new Delta.ToolArguments(0, "{}"),
            new Delta.Text("And"),
            new Delta.ToolStart(1, "b", "g"))) {
      said.append(text(stream.encode(delta)));
    }
    assertThat(said.toString().lines().filter(line -> line.startsWith("event: ")))
        .containsExactly(
            "event: message_start",
            "event: content_block_start",
            "event: content_block_delta",
            "event: content_block_stop",
            "event: content_block_start",
            "event: content_block_delta",
            "event: content_block_stop",
            "event: content_block_start");
    var late = new Delta.ToolArguments(0, "x");
    assertThatExceptionOfType(BadAnswerException.class).isThrownBy(() -> stream.encode(late));
  }

  @Test
  void errorsHaveAnthropicsShapeAndStatus() {
    WireError error = WireError.of(WireError.Kind.OVERLOADED, "Too much.");
    assertThat(caller.status(error)).isEqualTo(529);
    String body =
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Too much.\"}}";
    assertThat(text(caller.error(error))).isEqualTo(body);
    assertThat(text(caller.errorEvent(error))).isEqualTo("event: error\ndata: " + body + "\n\n");
  }

  @Test
  void aFieldThatTheMessageLeavesOutIsPutBeforeIt() {
    WireError error = WireError.badField("top_k", "must be less", "invalid_value");
    assertThat(text(caller.error(error))).contains("\"message\":\"top_k: must be less\"");
  }

  @Test
  void nothingEndsTheAnswerBeforeItIsDone() {
    StreamEncoder stream = caller.stream(Json.object(), false);
    var said = new StringBuilder();
    for (Delta delta :
        List.of(
            new Delta.Start("chatcmpl-1", "gpt"),
            new Delta.Text("Hi"),
            new Delta.Finished(ChatAnswer.Finish.STOP, null),
            new Delta.Used(Usage.of(3, 2)))) {
      said.append(text(stream.encode(delta)));
    }
    assertThat(said).doesNotContain("message_stop").doesNotContain("stop_reason\":\"");
    assertThat(text(stream.encode(new Delta.Done())))
        .contains("\"stop_reason\":\"end_turn\"", "\"input_tokens\":3", "\"output_tokens\":2")
        .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
  }

  @Test
  void anUpstreamsIdBecomesOneOfThisProtocol() {
    var answer =
        new ChatAnswer(
            "chatcmpl-9", "gpt", 1, List.of(), ChatAnswer.Finish.STOP, null, Usage.of(1, 1));
    assertThat(text(caller.encode(answer, Json.object()))).contains("\"id\":\"msg_chatcmpl9\"");
  }
}
