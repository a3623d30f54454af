package io.millrace.store.calllog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Answer;
import io.millrace.model.Call;
import io.millrace.model.Message;
import io.millrace.model.RequestForm;
import io.millrace.model.Usage;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// A made-up record of each shape, and what is read of it.
final class LogShapesTest {
  private static final Instant NOON = Instant.parse("2025-03-01T12:00:00Z");

  @Test
  void readsAnOpenAiExchange() {
    Call call =
        Reading.one(
            """
            {"id": "c1", "created": 1740830400, "model": "m-1", "unknown": [{"x": 1}],
             "request": {"model": "m", "user": "u7", "messages": [
               {"role": "system", "content": "Tag it."},
               {"role": "user", "content": [{"type": "text", "text": "a"},
                                            {"type": "text", "text": "b"}]}],
               "stop": "END", "max_completion_tokens": 9, "max_tokens": 5,
               "response_format": {"type": "json_schema", "json_schema": {"b": 1, "a": [2.50]}}},
             "response": {"id": "r1", "choices": [
               {"index": 0, "message": {"role": "assistant", "content": "x"},
                "finish_reason": "stop"}],
               "usage": {"prompt_tokens": 10, "completion_tokens": 4, "total_tokens": 14,
                 "prompt_tokens_details": {"cached_tokens": 6},
                 "completion_tokens_details": {"reasoning_tokens": 3}}},
             "latency_ms": 123}
            """
                .replace("\n", " "));
    assertThat(call.id()).isEqualTo("c1");
    assertThat(call.created()).isEqualTo(NOON);
    assertThat(call.conversation()).isEqualTo("u7");
    assertThat(call.model()).isEqualTo("m-1");
    assertThat(call.request().model()).isEqualTo("m");
    assertThat(call.request().messages())
        .containsExactly(new Message("system", "Tag it."), new Message("user", "a\nb"));
    assertThat(call.request().form())
        .isEqualTo(
            new RequestForm(
                "{\"json_schema\":{\"a\":[2.50],\"b\":1},\"type\":\"json_schema\"}",
                List.of("END"),
                OptionalInt.of(9),
                true));
    assertThat(call.answer()).isEqualTo(new Answer.Complete("x"));
    assertThat(call.usage()).isEqualTo(new Usage(4, 6, 0, 0, 0, 0, 1, 3, 0));
    assertThat(call.latencyMillis()).isEqualTo(OptionalLong.of(123));
  }

  @Test
  void readsBodiesThatAreStrings() {
    Call call =
        Reading.one(
            """
            {"request_id":"s","timestamp":"2025-03-01T20:00:00+08:00","request":"{\\"model\\":\\"m\\",\\"messages\\":[{\\"role\\":\\"user\\",\\"content\\":\\"hi\\"}]}","response":"{\\"choices\\":[{\\"message\\":{\\"content\\":\\"yo\\"}}]}","cost_usd":"0.00150"}
            """);
    assertThat(call.created()).isEqualTo(NOON);
    assertThat(call.answer()).isEqualTo(new Answer.Complete("yo"));
    assertThat(call.request().messages()).containsExactly(new Message("user", "hi"));
    assertThat(call.loggedCostUsd()).isEqualTo("0.0015");
    assertThat(call.usage()).isNull();
  }

  @Test
  void readsAnAnthropicExchange() {
    Call call =
        Reading.one(
            """
            {"id":"a1","created":"2025-03-01T12:00:00.000Z","request":{"model":"claude-x","system":[{"type":"text","text":"Be brief."}],"max_tokens":64,"stop_sequences":["\\n\\n"],"messages":[{"role":"user","content":"hi"}],"metadata":{"user_id":"u1"}},"response":{"type":"message","role":"assistant","model":"claude-x-1","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"Hello"},{"type":"text","text":"!"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"cache_read_input_tokens":100,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":7}}}
            """);
    assertThat(call.request().messages())
        .containsExactly(new Message("system", "Be brief."), new Message("user", "hi"));
    assertThat(call.request().form().stop()).containsExactly("\n\n");
    assertThat(call.answer()).isEqualTo(new Answer.Complete("Hello!"));
    assertThat(call.usage()).isEqualTo(new Usage(5, 100, 10, 20, 0, 0, 7, 0, 0));
    assertThat(call.conversation()).isEqualTo("u1");
    assertThat(call.model()).isEqualTo("claude-x-1");
  }

  @Test
  void readsALiteLlmSpendLog() {
    Call call =
        Reading.one(
            """
            {"request_id":"l1","call_type":"acompletion","api_key":"x","spend":1.5e-05,"total_tokens":30,"prompt_tokens":10,"completion_tokens":20,"startTime":"2025-03-01T12:00:00.000Z","endTime":"2025-03-01T12:00:01.250Z","model":"openai/m","model_group":"m-alias","metadata":"{\\"additional_usage_values\\":{\\"prompt_tokens_details\\":{\\"cached_tokens\\":4}}}","cache_hit":"False","session_id":"s1","status":"success","messages":{},"response":{"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}]},"proxy_server_request":{"model":"m-alias","messages":[{"role":"user","content":"hi"}],"max_tokens":3}}
            """);
    assertThat(call.id()).isEqualTo("l1");
    assertThat(call.model()).isEqualTo("openai/m");
    assertThat(call.request().model()).isEqualTo("m-alias");
    assertThat(call.request().messages()).containsExactly(new Message("user", "hi"));
    assertThat(call.request().form().maxTokens()).isEqualTo(OptionalInt.of(3));
    assertThat(call.latencyMillis()).isEqualTo(OptionalLong.of(1250));
    assertThat(call.usage()).isEqualTo(new Usage(6, 4, 0, 0, 0, 0, 20, 0, 0));
    assertThat(call.loggedCostUsd()).isEqualTo("0.000015");
    assertThat(call.conversation()).isEqualTo("s1");
  }

  @Test
  void whatLiteLlmsOwnCacheAnsweredUsedNothing() {
    Call call =
        Reading.one(
            """
            {"request_id":"l2","call_type":"acompletion","spend":0,"prompt_tokens":10,"completion_tokens":20,"startTime":"2025-03-01 12:00:00","endTime":"2025-03-01 12:00:00","model":"m","cache_hit":"True","messages":[{"role":"user","content":"hi"}],"response":{"choices":[{"message":{"content":"ok"}}]}}
            """);
    assertThat(call.usage()).isEqualTo(Usage.of(0, 0));
  }

  @Test
  void readsLiteLlmsFailuresAndEmbeddings() {
    Reading reading =
        Reading.of(
            """
            {"request_id":"f","call_type":"acompletion","spend":0,"startTime":"2025-03-01T12:00:00Z","endTime":"2025-03-01T12:00:00Z","model":"m","status":"failure","metadata":{"error_information":{"error_class":"RateLimitError","error_message":"secret prompt"}},"messages":[{"role":"user","content":"hi"}],"response":{}}
            {"request_id":"e","call_type":"aembedding","spend":1,"prompt_tokens":8,"completion_tokens":0,"startTime":"2025-03-01T12:00:00Z","endTime":"2025-03-01T12:00:00Z","model":"emb","messages":"some text","response":{}}
            """);
    assertThat(reading.calls().get(0).answer()).isEqualTo(new Answer.Failed("RateLimitError"));
    Call embedding = reading.calls().get(1);
    assertThat(embedding.request().messages()).isEmpty();
    assertThat(embedding.request().form().plain()).isFalse();
    assertThat(embedding.usage()).isEqualTo(Usage.of(8, 0));
  }

  @Test
  void readsALangfuseGenerationInBothSpellings() {
    String camel =
        """
        {"id":"g1","traceId":"t","type":"GENERATION","startTime":"2025-03-01T12:00:00.000Z","endTime":"2025-03-01T12:00:02.000Z","model":"m","modelParameters":{"max_tokens":"7"},"input":[{"role":"user","content":"hi"}],"output":{"role":"assistant","content":"yo"},"usageDetails":{"input":4,"input_cached_tokens":6,"output":1,"output_reasoning_tokens":3,"total":14},"costDetails":{"total":0.002},"level":"DEFAULT"}
        """;
    String snake =
        """
        {"id":"g1","trace_id":"t","type":"GENERATION","start_time":"2025-03-01 12:00:00.000000","end_time":"2025-03-01 12:00:02.000000","provided_model_name":"m","model_parameters":"{\\"max_tokens\\":7}","input":"{\\"messages\\":[{\\"role\\":\\"user\\",\\"content\\":\\"hi\\"}]}","output":"{\\"role\\":\\"assistant\\",\\"content\\":\\"yo\\"}","usage_details":{"input":4,"input_cached_tokens":6,"output":1,"output_reasoning_tokens":3,"total":14},"cost_details":{"total":"0.002"},"level":"DEFAULT"}
        """;
    Call call = Reading.one(camel);
    assertThat(call.usage()).isEqualTo(new Usage(4, 6, 0, 0, 0, 0, 1, 3, 0));
    assertThat(call.latencyMillis()).isEqualTo(OptionalLong.of(2000));
    assertThat(call.answer()).isEqualTo(new Answer.Complete("yo"));
    assertThat(call.request().form().maxTokens()).isEqualTo(OptionalInt.of(7));
    assertThat(Reading.one(snake)).isEqualTo(call);
  }

  @Test
  void leavesLangfusesSpansAloneAndKeepsBareAnswers() {
    Reading reading =
        Reading.of(
            """
            [{"id":"s","type":"SPAN","startTime":"2025-03-01T12:00:00Z","traceId":"t"},
             {"id":"g","type":"GENERATION","startTime":"2025-03-01T12:00:00Z","traceId":"t",
              "model":"m","input":"hi","output":{"intent": "greet"}},
             {"id":"h","type":"GENERATION","startTime":"2025-03-01T12:00:00Z","traceId":"t",
              "model":"m","input":"hi","output":"{\\"intent\\": \\"greet\\"}"}]
            """);
    assertThat(reading.calls())
        .extracting(Call::answer)
        .containsExactly(
            new Answer.Complete("{\"intent\":\"greet\"}"),
            new Answer.Complete("{\"intent\": \"greet\"}"));
    assertThat(reading.outcome().summary().ignored()).isEqualTo(1);
    assertThat(reading.problems()).isEmpty();
  }

  @Test
  void readsCsvWithQuotesAndLineBreaks() {
    Reading reading =
        Reading.of(
            "request_id,startTime,endTime,model,prompt_tokens,completion_tokens,spend,messages,"
                + "response,call_type\r\n"
                + "c1,2025-03-01 12:00:00,2025-03-01 12:00:01,m,3,4,0.1,\"[{\"\"role\"\":\n"
                + "\"\"user\"\",\"\"content\"\":\"\"hi, you\"\"}]\",\"{\"\"choices\"\":"
                + "[{\"\"message\"\":{\"\"content\"\":\"\"ok\"\"}}]}\",acompletion\r\n"
                + "c2,too,short\r\n");
    assertThat(reading.calls()).hasSize(1);
    Call call = reading.calls().getFirst();
    assertThat(call.request().messages()).containsExactly(new Message("user", "hi, you"));
    assertThat(call.answer()).isEqualTo(new Answer.Complete("ok"));
    assertThat(call.usage()).isEqualTo(Usage.of(3, 4));
    assertThat(reading.texts())
        .containsExactly("standard input:4: the row has not the 10 cells of its header; skipped");
  }

  @Test
  void readsPagesThatWrapTheirRecords() {
    Reading reading =
        Reading.of(
            """
            {
              "data": [
                {"id": "a", "created": 1740830400, "prompt": "p", "model": "m",
                 "response": "answer"},
                {"id": "b", "created": 1740830400123, "prompt": "p", "model": "m",
                 "response": "answer"}
              ],
              "meta": {"page": 1}
            }
            """);
    assertThat(reading.calls()).extracting(Call::id).containsExactly("a", "b");
    assertThat(reading.calls().get(1).created()).isEqualTo(NOON.plusMillis(123));
  }

  private static Answer answer(String choice) {
    return Reading.one(
            "{\"created\":1740830400,\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]},"
                + "\"response\":{\"choices\":["
                + choice
                + "]}}")
        .answer();
  }

  @Test
  void mapsTheReasonsToFinish() {
    String text = "{\"message\":{\"content\":\"x\"},\"finish_reason\":";
    assertThat(answer(text + "\"stop\"}")).isEqualTo(new Answer.Complete("x"));
    assertThat(answer(text + "null}")).isEqualTo(new Answer.Complete("x"));
    assertThat(answer(text + "\"length\"}")).isEqualTo(new Answer.Truncated("x"));
    assertThat(answer(text + "\"content_filter\"}")).isEqualTo(new Answer.Failed("content_filter"));
    assertThat(answer(text + "\"tool_calls\"}")).isEqualTo(new Answer.ToolUse());
    assertThat(answer("{\"message\":{\"content\":\"\"}}"))
        .isEqualTo(new Answer.Failed("empty answer"));
    assertThat(answer("{\"message\":{\"content\":null,\"refusal\":\"no\"}}"))
        .isEqualTo(new Answer.Failed("refusal"));
    assertThat(answer("{\"message\":{\"content\":null,\"tool_calls\":[{}]}}"))
        .isEqualTo(new Answer.ToolUse());
    assertThat(answer("")).isEqualTo(new Answer.Failed("no choices"));
  }

  private static boolean plain(String more) {
    return Reading.one(
            "{\"created\":1740830400,\"response\":{},\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]"
                + more
                + "}}")
        .request()
        .form()
        .plain();
  }

  @Test
  void seesWhatNoStudentAnswers() {
    assertThat(plain(",\"tools\":[],\"n\":1,\"logprobs\":false,\"temperature\":0")).isTrue();
    assertThat(plain(",\"tools\":[{}]")).isFalse();
    assertThat(plain(",\"functions\":[{}]")).isFalse();
    assertThat(plain(",\"n\":2")).isFalse();
    assertThat(plain(",\"logprobs\":true")).isFalse();
    assertThat(plain(",\"previous_response_id\":null,\"background\":false")).isTrue();
    for (String elsewhere :
        List.of(
            "\"previous_response_id\":\"resp_1\"",
            "\"conversation\":\"conv_1\"",
            "\"conversation\":{\"id\":\"conv_1\"}",
            "\"prompt\":{\"id\":\"pmpt_1\"}",
            "\"background\":true",
            "\"web_search_options\":{}",
            "\"container\":\"c\"",
            "\"mcp_servers\":[{\"url\":\"https://h\"}]")) {
      assertThat(plain("," + elsewhere)).as(elsewhere).isFalse();
    }
    assertThat(
            plain(
                ",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{}}]}]"))
        .isFalse();
  }

  @Test
  void aFailureOutsideOfTheResponseIsAFailure() {
    String head = "{\"created\":1740830400,\"request\":{\"messages\":[]},\"response\":\"x\",";
    assertThat(Reading.of(head + "\"status\":503}").calls().getFirst().answer())
        .isEqualTo(new Answer.Failed("status 503"));
    assertThat(Reading.of(head + "\"error\":{\"code\":\"timeout\"}}").calls().getFirst().answer())
        .isEqualTo(new Answer.Failed("timeout"));
    assertThat(Reading.of(head + "\"status\":200}").calls().getFirst().answer())
        .isEqualTo(new Answer.Complete("x"));
  }
}
