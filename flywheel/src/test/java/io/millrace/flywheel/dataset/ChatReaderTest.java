package io.millrace.flywheel.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flywheel.dataset.ChatReader.Outcome;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class ChatReaderTest {
  @Test
  void aConversationWithToolsOfOpenAiStaysAsItIs() {
    String messages =
        """
        [{"role":"developer","content":"Be brief."},
         {"role":"user","content":"Weather in 巴黎?","name":"ann"},
         {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
          "function":{"name":"weather","arguments":"{\\"city\\": \\"巴黎\\"}"}}]},
         {"role":"tool","content":"18.50","tool_call_id":"c1"}]
        """;
    Chat chat =
        read(
            "{\"messages\":"
                + messages
                + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"strict\":true,"
                + "\"parameters\":{\"type\":\"object\",\"minimum\":0.10}}}],"
                + "\"parallel_tool_calls\":false}");
    assertThat(Json.MAPPER.valueToTree(chat.messages()).toString())
        .isEqualTo(tree(messages).toString());
    assertThat(String.valueOf(chat.tools())).contains("\"strict\":true", "\"minimum\":0.10");
    assertThat(chat.parallel()).isFalse();
  }

  @Test
  void anthropicsBlocksBecomeCallsAndResults() {
    Chat chat =
        read(
            """
            {"system":[{"type":"text","text":"Be brief."}],
             "tools":[{"name":"weather","description":"d","input_schema":{"type":"object"}}],
             "messages":[
              {"role":"user","content":"Weather?"},
              {"role":"assistant","content":[{"type":"thinking","thinking":"hm"},
               {"type":"text","text":"I look."},
               {"type":"tool_use","id":"t1","name":"weather","input":{"city":"Paris"}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1",
               "content":[{"type":"text","text":"18"}]},{"type":"text","text":"And?"}]}]}
            """);
    assertThat(chat.messages())
        .extracting(message -> Json.text(message, "role"))
        .containsExactly("system", "user", "assistant", "tool", "user");
    assertThat(chat.messages().get(2).toString())
        .isEqualTo(
            "{\"role\":\"assistant\",\"content\":\"I look.\",\"tool_calls\":[{\"id\":\"t1\","
                + "\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":"
                + "\"{\\\"city\\\":\\\"Paris\\\"}\"}}]}");
    assertThat(Json.text(chat.messages().get(3), "tool_call_id")).isEqualTo("t1");
    assertThat(String.valueOf(chat.tools()))
        .isEqualTo(
            "[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"description\":\"d\","
                + "\"parameters\":{\"type\":\"object\"}}}]");
  }

  @Test
  void itemsOfResponsesBecomeTurns() {
    Chat chat =
        read(
            """
            {"instructions":"Be brief.","input":[
              {"type":"message","role":"user","content":[{"type":"input_text","text":"Weather?"}]},
              {"type":"reasoning","summary":[]},
              {"type":"function_call","call_id":"a","name":"w","arguments":"{}"},
              {"type":"function_call","call_id":"b","name":"w","arguments":"{}"},
              {"type":"function_call_output","call_id":"a","output":"18"},
              {"type":"function_call_output","call_id":"b","output":"19"}],
             "tools":[{"type":"function","name":"w","parameters":{"type":"object"}}]}
            """);
    assertThat(chat.messages())
        .extracting(message -> Json.text(message, "role"))
        .containsExactly("system", "user", "assistant", "tool", "tool");
    assertThat(chat.messages().get(2).path("tool_calls").size()).isEqualTo(2);
  }

  @Test
  void whatTextCannotSayIsRefused() {
    assertThat(
            refused("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}"))
        .isEqualTo("not_text");
    assertThat(
            refused(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"tools\":[{\"type\":\"web_search\"}]}"))
        .isEqualTo("foreign_tools");
    assertThat(refused("{\"messages\":[]}")).isEqualTo("unreadable");
  }

  @Test
  void answersThatCallToolsAreReadInEveryShape() {
    String expected = "\"name\":\"w\",\"arguments\":\"{\\\"a\\\":1}\"";
    assertThat(
            answer(
                "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,"
                    + "\"tool_calls\":[{\"id\":\"x\",\"type\":\"function\",\"function\":{\"name\":\"w\","
                    + "\"arguments\":\"{\\\"a\\\":1}\"}}]}}]}"))
        .contains(expected, "\"content\":null", "\"id\":\"x\"");
    assertThat(
            answer(
                "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"x\",\"name\":\"w\","
                    + "\"input\":{\"a\":1}}]}"))
        .contains(expected);
    assertThat(
            answer(
                "{\"output\":[{\"type\":\"function_call\",\"call_id\":\"x\",\"name\":\"w\","
                    + "\"arguments\":\"{\\\"a\\\":1}\"}]}"))
        .contains(expected);
  }

  @Test
  void shareGptAlternatesOrIsRefused() {
    Chat chat =
        read(
            """
            {"messages":[{"role":"system","content":"S"},{"role":"user","content":"a"},
             {"role":"user","content":"b"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"x","type":"function",
              "function":{"name":"w","arguments":"{\\"q\\":1}"}}]},
             {"role":"tool","content":"r","tool_call_id":"x"}],
             "tools":[{"type":"function","function":{"name":"w"}}]}
            """);
    assertThat(ShareGpt.row(chat, Chat.answer("done")))
        .isInstanceOfSatisfying(
            Outcome.Read.class,
            read ->
                assertThat(String.valueOf(read.value()))
                    .isEqualTo(
                        "{\"conversations\":[{\"from\":\"human\",\"value\":\"a\\nb\"},"
                            + "{\"from\":\"function_call\",\"value\":\"{\\\"name\\\":\\\"w\\\","
                            + "\\\"arguments\\\":{\\\"q\\\":1}}\"},"
                            + "{\"from\":\"observation\",\"value\":\"r\"},"
                            + "{\"from\":\"gpt\",\"value\":\"done\"}],\"system\":\"S\","
                            + "\"tools\":\"[{\\\"name\\\":\\\"w\\\"}]\"}"));
    Chat systemOnly = read("{\"messages\":[{\"role\":\"system\",\"content\":\"S\"}]}");
    assertThat(ShareGpt.row(systemOnly, Chat.answer("done"))).isInstanceOf(Outcome.Refused.class);
  }

  private static Chat read(String body) {
    return switch (ChatReader.request(tree(body), null)) {
      case Outcome.Read<Chat>(Chat chat) -> chat;
      case Outcome.Refused<Chat>(String reason) -> throw new AssertionError(reason);
    };
  }

  private static String refused(String body) {
    return switch (ChatReader.request(tree(body), null)) {
      case Outcome.Read<Chat>(Chat chat) -> throw new AssertionError(chat.toString());
      case Outcome.Refused<Chat>(String reason) -> reason;
    };
  }

  private static String answer(String body) {
    return switch (ChatReader.answer(tree(body))) {
      case Outcome.Read<ObjectNode>(ObjectNode message) -> message.toString();
      case Outcome.Refused<ObjectNode>(String reason) -> throw new AssertionError(reason);
    };
  }

  private static JsonNode tree(String json) {
    return Json.MAPPER.readTree(json);
  }
}
