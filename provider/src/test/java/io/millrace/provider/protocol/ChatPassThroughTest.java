package io.millrace.provider.protocol;

import static io.millrace.provider.protocol.Wire.bytes;
import static io.millrace.provider.protocol.Wire.data;
import static io.millrace.provider.protocol.Wire.events;
import static io.millrace.provider.protocol.Wire.json;
import static io.millrace.provider.protocol.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Usage;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.Operation;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ChatPassThroughTest {
  private static final Target SAME = new Target(Dialect.OPENAI, "m", false, false);
  private static final Target MAPPED = new Target(Dialect.OPENAI, "real \"x\"", true, false);
  private static final String ASKING =
      """
      {"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}\
      """;
  private static final String STREAM =
      """
      data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"up","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}

      data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"up","choices":[{"index":0,"delta":{"content":"He\\u0079 \\""},"logprobs":null,"finish_reason":null}],"usage":null}

      data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"up","choices":[{"index":0,"delta":{"content":"你"},"logprobs":null,"finish_reason":null}],"usage":null}

      data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"up","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}

      data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"up","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}

      data: [DONE]

      """;

  private static Prepared prepared(String request, Target target) {
    return Translation.prepare(Wire.call(Operation.CHAT, request), target);
  }

  @Test
  void aRequestPassesUntouched() {
    byte[] body = bytes("{ \"model\" : \"m\", \"x\": [1, 2.50] }");
    InboundCall call =
        new InboundCall(Operation.CHAT, body, json(body), "m", false, java.util.List.of());
    assertThat(Translation.prepare(call, SAME).body()).isSameAs(body);
  }

  @Test
  void onlyTheModelAtTheTopIsMapped() {
    String request =
        "{\"x\":{\"model\":\"m\"},\"mod\\u0065l\":\"m\", \"messages\":[\"model\"],\"model\":\"m\""
            + " }";
    assertThat(text(prepared(request, MAPPED).body()))
        .isEqualTo(
            "{\"x\":{\"model\":\"m\"},\"mod\\u0065l\":\"real \\\"x\\\"\","
                + " \"messages\":[\"model\"],\"model\":\"real \\\"x\\\"\" }");
  }

  @Test
  void usageIsAskedForInAStream() {
    assertThat(text(prepared("{\"model\":\"m\",\"stream\":true}", SAME).body()))
        .isEqualTo("{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true}");
    assertThat(optionsSent("{}")).isEqualTo("{\"include_usage\":true}");
    assertThat(optionsSent("null")).isEqualTo("{\"include_usage\":true}");
    assertThat(optionsSent("{\"include_usage\":false,\"a\":1}"))
        .isEqualTo("{\"include_usage\":true,\"a\":1}");
    assertThat(optionsSent("{\"a\":1}")).isEqualTo("{\"a\":1,\"include_usage\":true}");
  }

  private static String optionsSent(String options) {
    String request = "{\"model\":\"m\",\"stream\":true,\"stream_options\":" + options + "}";
    return json(prepared(request, SAME).body()).path("stream_options").toString();
  }

  @Test
  void aStreamShowsNoUsageToWhoDidNotAsk() {
    String said = Wire.said(prepared(ASKING, SAME).stream(), events(STREAM));
    assertThat(said).doesNotContain("usage").endsWith("data: [DONE]\n\n");
    assertThat(events(said)).hasSize(5);
    assertThat(said).contains("\"finish_reason\":null}]}\n\n");
  }

  @Test
  void aStreamPassesByteForByteToWhoAskedForUsage() {
    String request =
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    assertThat(Wire.said(prepared(request, SAME).stream(), events(STREAM))).isEqualTo(STREAM);
  }

  @Test
  void theWholeFormIsPutTogetherAtTheEnd() {
    Prepared.AnswerStream stream = prepared(ASKING, MAPPED).stream();
    String said = Wire.said(stream, events(STREAM));
    assertThat(said).contains("\"model\":\"m\"").doesNotContain("\"up\"");
    Answered answered = stream.answered();
    assertThat(answered.model()).isEqualTo("up");
    assertThat(answered.usage()).isEqualTo(Usage.of(9, 2));
    assertThat(answered.finish()).isEqualTo("stop");
    assertThat(text(answered.body()))
        .isEqualTo(
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":7,\"model\":\"m\","
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hey"
                + " \\\"你\"},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":"
                + "{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}");
  }

  @Test
  void contentIsToldFromEnvelopes() {
    Prepared.AnswerStream stream = prepared(ASKING, SAME).stream();
    var steps = events(STREAM).stream().map(stream::accept).toList();
    assertThat(steps.stream().map(Prepared.Step::content))
        .containsExactly(false, true, true, false, false, false);
    assertThat(steps.stream().map(Prepared.Step::last))
        .containsExactly(false, false, false, false, false, true);
    assertThat(stream.accept(data("[DONE]"))).isEqualTo(Prepared.Step.NONE);
    assertThat(stream.end()).isEqualTo(Prepared.Step.NONE);
  }

  @Test
  void toolCallsOfSeveralChoicesAreMerged() {
    Prepared.AnswerStream stream =
        prepared("{\"model\":\"m\",\"stream\":true,\"n\":2}", SAME).stream();
    stream.accept(
        data(
            "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}},{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}}]}"));
    stream.accept(
        data(
            "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}]}"));
    assertThatThrownBy(stream::end).isInstanceOf(BadAnswerException.class);
    stream.accept(
        data(
            "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"c\"},\"finish_reason\":\"stop\"}]}"));
    assertThat(stream.end().last()).isTrue();
    assertThat(json(stream.answered().body()).path("choices").toString())
        .isEqualTo(
            "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":"
                + "[{\"id\":\"t\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":"
                + "\"{}\"}}]},\"logprobs\":null,\"finish_reason\":\"tool_calls\"},"
                + "{\"index\":1,\"message\":{\"role\":\"assistant\",\"content\":\"bc\"},"
                + "\"logprobs\":null,\"finish_reason\":\"stop\"}]");
  }

  @Test
  void aStreamThatBreaksIsNoAnswer() {
    for (String bad :
        new String[] {
          "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}]}",
          "{\"choices\":[]",
          "{\"choices\":[]}}",
          "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\q\"}}]}",
          "{\"choices\":[{\"index\":-1}]}",
          "<html>",
          "{\"error\":{\"message\":\"overloaded\"}}"
        }) {
      Prepared.AnswerStream stream = prepared(ASKING, SAME).stream();
      assertThatThrownBy(() -> stream.accept(data(bad)))
          .as(bad)
          .isInstanceOf(BadAnswerException.class);
    }
    Prepared.AnswerStream cut = prepared(ASKING, SAME).stream();
    events(STREAM).subList(0, 3).forEach(cut::accept);
    assertThatThrownBy(cut::end).isInstanceOf(BadAnswerException.class);
    assertThat(json(cut.answered().body()).at("/choices/0/message/content").asString())
        .isEqualTo("Hey \"你");
    assertThatThrownBy(() -> prepared(ASKING, SAME).stream().accept(data("[DONE]")))
        .isInstanceOf(BadAnswerException.class);
  }

  @Test
  void aWholeAnswerPassesUntouched() {
    byte[] body =
        bytes(
            "{ \"model\":\"up\", \"choices\":[{\"index\":0,\"message\":{\"content\":\"x\"},"
                + "\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}\n");
    Answered answered = prepared("{\"model\":\"m\"}", SAME).whole(body);
    assertThat(answered.body()).isSameAs(body);
    assertThat(answered.model()).isEqualTo("up");
    assertThat(Objects.requireNonNull(answered.usage())).isEqualTo(Usage.of(3, 1));
    assertThat(answered.finish()).isEqualTo("stop");
    assertThat(text(prepared("{\"model\":\"m\"}", MAPPED).whole(body).body()))
        .startsWith("{ \"model\":\"m\", \"choices\"");
  }

  @Test
  void whatIsNoAnswerIsRefused() {
    Prepared prepared = prepared("{\"model\":\"m\"}", SAME);
    for (String bad :
        new String[] {
          "",
          "[]",
          "{}",
          "{\"choices\":[]}",
          "{\"choices\":[{}]",
          "<html></html>",
          "{\"error\":{},\"choices\":[{}]}",
          "{\"choices\":[{}]} x"
        }) {
      assertThatThrownBy(() -> prepared.whole(bytes(bad)))
          .as(bad)
          .isInstanceOf(BadAnswerException.class);
    }
  }

  @Test
  void errorsOfTheRequestPassAndThoseOfOurKeyDoNot() {
    Prepared prepared = prepared("{\"model\":\"m\"}", SAME);
    byte[] body = bytes("{\"error\":{\"message\":\"too long\",\"code\":\"x\",\"type\":\"t\"}}");
    Prepared.ErrorAnswer kept = prepared.error(400, "application/json", body);
    assertThat(kept.status()).isEqualTo(400);
    assertThat(kept.body()).isSameAs(body);
    Prepared.ErrorAnswer key =
        prepared.error(401, "application/json", bytes("{\"error\":{\"message\":\"sk-12\"}}"));
    assertThat(key.status()).isEqualTo(502);
    assertThat(text(key.body())).contains("upstream_authentication").doesNotContain("sk-12");
    Prepared.ErrorAnswer page =
        prepared.error(502, "text/html; charset=utf-8", bytes("<html>secret</html>"));
    assertThat(page.status()).isEqualTo(502);
    assertThat(text(page.body()))
        .contains("the provider answered 502 with text/html")
        .doesNotContain("secret");
  }
}
