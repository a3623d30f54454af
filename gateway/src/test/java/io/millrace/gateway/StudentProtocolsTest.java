package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.GatewaySettings.Policies;
import io.millrace.gateway.GatewaySettings.Recording;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Usage;
import io.millrace.store.journal.Entry;
import io.millrace.store.journal.MemoryFiles;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicyBinding;
import io.millrace.store.policy.PolicyFolder;
import io.millrace.store.policy.PolicySet;
import io.millrace.store.policy.SamplePolicies;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a student says arrives in the words of whichever protocol its caller speaks.
final class StudentProtocolsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SAID = "{\"queue\": \"delivery\"}";
  private static final String ASKED = "where is my parcel number 5";

  @TempDir Path folder;
  private TestGateway gateway;

  /// A protocol: how a ticket is asked, and where its answers hold what all answers hold.
  enum Words {
    CHAT("/v1/chat/completions", "chatcmpl-", "/choices/0/message/content"),
    MESSAGES("/v1/messages", "msg_", "/content/0/text"),
    RESPONSES("/v1/responses", "resp_", "/output/0/content/0/text");

    private final String path;
    private final String idPrefix;
    private final String text;

    Words(String path, String idPrefix, String text) {
      this.path = path;
      this.idPrefix = idPrefix;
      this.text = text;
    }

    String ask(String more) {
      String prompt = SamplePolicies.prompt(SamplePolicies.TICKETS);
      String said =
          switch (this) {
            case CHAT ->
                "\"stop\":\"\\n\\n\",\"messages\":[{\"role\":\"system\",\"content\":\""
                    + prompt
                    + "\"},{\"role\":\"user\",\"content\":\""
                    + ASKED
                    + "\"}]";
            case MESSAGES ->
                "\"max_tokens\":500,\"stop_sequences\":[\"\\n\\n\"],\"system\":\""
                    + prompt
                    + "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
                    + "\"text\":\""
                    + ASKED
                    + "\"}]}]";
            case RESPONSES ->
                "\"instructions\":\""
                    + prompt
                    + "\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\","
                    + "\"text\":\""
                    + ASKED
                    + "\"}]}]";
          };
      return "{\"model\":\"teacher-large\"" + more + "," + said + "}";
    }
  }

  /// The responses protocol has no stop sequences, so there the tickets are bound to none as well.
  @BeforeEach
  void start() throws Exception {
    PolicySet shop = SamplePolicies.shop();
    Policy tickets = shop.policy(SamplePolicies.TICKETS).orElseThrow();
    List<PolicyBinding.Form> forms = new ArrayList<>(tickets.binding().forms());
    forms.add(new PolicyBinding.Form("", List.of()));
    var binding =
        new PolicyBinding(
            tickets.binding().teacher(),
            tickets.binding().versions(),
            forms,
            tickets.binding().answerTokens());
    var bound =
        new Policy(
            tickets.scenarioId(),
            tickets.name(),
            binding,
            tickets.certificate(),
            tickets.provenance(),
            tickets.answerer());
    Path policies = folder.resolve("policies");
    PolicyFolder.write(new PolicySet(shop.scenarios(), List.of(bound)), policies);
    gateway =
        new TestGateway(
            TestGateway.settings(
                List.of(), new Policies(policies, true, Set.of()), Recording.DEFAULT),
            new MemoryFiles());
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private HttpResponse<String> ask(Words words, String more) throws Exception {
    HttpResponse<String> answer = gateway.post(words.path, words.ask(more));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-millrace-tier")).contains("student");
    assertThat(answer.headers().firstValue("x-millrace-cost-usd")).contains("0");
    assertThat(gateway.sandbox.seen()).as("requests to models").isZero();
    return answer;
  }

  @ParameterizedTest
  @EnumSource
  void aWholeAnswerIsOneOfTheCallersProtocol(Words words) throws Exception {
    HttpResponse<String> answer = ask(words, "");
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    JsonNode body = JSON.readTree(answer.body());
    assertWhole(words, body);
    assertRecorded(answer, usage(words, body));
  }

  private static void assertWhole(Words words, JsonNode body) {
    assertThat(body.path("id").stringValue()).startsWith(words.idPrefix).hasSizeGreaterThan(20);
    assertThat(body.path("model").stringValue()).isEqualTo("teacher-large");
    assertThat(body.at(words.text).stringValue()).isEqualTo(SAID);
    switch (words) {
      case CHAT -> {
        assertThat(body.path("object").stringValue()).isEqualTo("chat.completion");
        assertThat(body.path("choices").size()).isEqualTo(1);
        assertThat(body.at("/choices/0/message/role").stringValue()).isEqualTo("assistant");
        assertThat(body.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
      }
      case MESSAGES -> {
        assertThat(body.path("type").stringValue()).isEqualTo("message");
        assertThat(body.path("role").stringValue()).isEqualTo("assistant");
        assertThat(body.at("/content/0/type").stringValue()).isEqualTo("text");
        assertThat(body.path("stop_reason").stringValue()).isEqualTo("end_turn");
        assertThat(body.path("stop_sequence").isNull()).isTrue();
      }
      case RESPONSES -> {
        assertThat(body.path("object").stringValue()).isEqualTo("response");
        assertThat(body.path("status").stringValue()).isEqualTo("completed");
        assertThat(body.path("error").isNull()).isTrue();
        assertThat(body.path("incomplete_details").isNull()).isTrue();
        assertThat(body.at("/output/0/type").stringValue()).isEqualTo("message");
        assertThat(body.at("/output/0/status").stringValue()).isEqualTo("completed");
        assertThat(body.at("/output/0/content/0/type").stringValue()).isEqualTo("output_text");
      }
    }
    assertBelievable(usage(words, body));
  }

  /// The usage block as its protocol counts, whose total is checked where it has one.
  private static Usage usage(Words words, JsonNode body) {
    JsonNode usage = body.path("usage");
    boolean chat = words == Words.CHAT;
    long in = usage.path(chat ? "prompt_tokens" : "input_tokens").longValue();
    long out = usage.path(chat ? "completion_tokens" : "output_tokens").longValue();
    if (words != Words.MESSAGES) {
      assertThat(usage.path("total_tokens").longValue()).isEqualTo(in + out);
    }
    return Usage.of(in, out);
  }

  /// English has three to six characters a token.
  private static void assertBelievable(Usage usage) {
    int asked = (SamplePolicies.prompt(SamplePolicies.TICKETS) + ASKED).length();
    assertThat(usage.input()).isBetween(asked / 6L, asked / 3L + 20);
    assertThat(usage.output()).isBetween(SAID.length() / 6L, SAID.length() / 3L + 2);
  }

  private void assertRecorded(HttpResponse<String> answer, Usage told) throws Exception {
    Entry.CallEnded ended = gateway.end(TestGateway.id(answer));
    assertThat(ended.outcome()).isEqualTo("answered");
    assertThat(ended.tier()).isEqualTo("student");
    assertThat(ended.usage()).isEqualTo(told);
    assertThat(ended.cost()).isInstanceOf(Cost.Priced.class);
    assertThat(((Cost.Priced) ended.cost()).amount()).isEqualTo(Picodollars.ZERO);
  }

  /// One server-sent event.
  private record Event(String name, JsonNode data) {
    static Event of(String text) {
      String name = "";
      String data = "";
      for (String line : text.split("\n", -1)) {
        if (line.startsWith("event: ")) {
          name = line.substring("event: ".length());
        } else {
          assertThat(line).startsWith("data: ");
          data = line.substring("data: ".length());
        }
      }
      return new Event(name, data.equals("[DONE]") ? JSON.createObjectNode() : JSON.readTree(data));
    }

    String type() {
      return data.path("type").asString("");
    }
  }

  private List<Event> stream(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(answer.body()).endsWith("\n\n");
    return Arrays.stream(answer.body().split("\n\n")).map(Event::of).toList();
  }

  private static String joined(List<Event> events, String pointer) {
    return events.stream()
        .map(event -> event.data().at(pointer).asString(""))
        .collect(Collectors.joining());
  }

  @Test
  void aStreamOfChatEndsWithDoneAndTellsUsageWhereItIsAskedFor() throws Exception {
    HttpResponse<String> plain = ask(Words.CHAT, ",\"stream\":true");
    assertThat(plain.body()).endsWith("data: [DONE]\n\n").doesNotContain("\"prompt_tokens\"");
    HttpResponse<String> answer =
        ask(Words.CHAT, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
    assertThat(answer.body()).endsWith("data: [DONE]\n\n");
    List<Event> events = stream(answer);
    assertThat(joined(events, "/choices/0/delta/content")).isEqualTo(SAID);
    assertThat(joined(events, "/choices/0/finish_reason")).isEqualTo("stop");
    assertThat(events.getFirst().data().at("/choices/0/delta/role").stringValue())
        .isEqualTo("assistant");
    JsonNode last = events.get(events.size() - 2).data();
    assertThat(last.path("choices").isEmpty()).isTrue();
    assertBelievable(usage(Words.CHAT, last));
    assertRecorded(answer, usage(Words.CHAT, last));
  }

  @Test
  void aStreamedMessageEndsWithItsReasonAndItsStop() throws Exception {
    HttpResponse<String> answer = ask(Words.MESSAGES, ",\"stream\":true");
    List<Event> events = stream(answer);
    assertThat(events).allSatisfy(event -> assertThat(event.name()).isEqualTo(event.type()));
    assertThat(events.stream().map(Event::name).distinct())
        .containsExactly(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    assertThat(joined(events, "/delta/text")).isEqualTo(SAID);
    JsonNode end = events.get(events.size() - 2).data();
    assertThat(end.at("/delta/stop_reason").stringValue()).isEqualTo("end_turn");
    assertThat(end.at("/delta/stop_sequence").isNull()).isTrue();
    assertBelievable(usage(Words.MESSAGES, end));
    assertRecorded(answer, usage(Words.MESSAGES, end));
  }

  /// Some clients take what a message read from its first event and never look at the last again.
  @Test
  void aStreamedMessageSaysAtOnceWhatItRead() throws Exception {
    List<Event> events = stream(ask(Words.MESSAGES, ",\"stream\":true"));
    JsonNode message = events.getFirst().data().path("message");
    assertThat(message.path("id").stringValue()).startsWith("msg_");
    assertThat(message.at("/usage/input_tokens").longValue()).isPositive();
  }

  @Test
  void aStreamedResponseEndsWithTheWholeOfIt() throws Exception {
    HttpResponse<String> answer = ask(Words.RESPONSES, ",\"stream\":true");
    assertThat(answer.body()).doesNotContain("[DONE]");
    List<Event> events = stream(answer);
    assertThat(events).allSatisfy(event -> assertThat(event.name()).isEqualTo(event.type()));
    assertThat(events.stream().map(Event::name).distinct())
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).data().path("sequence_number").intValue()).isEqualTo(i);
    }
    assertThat(joined(events, "/delta")).isEqualTo(SAID);
    JsonNode whole = events.getLast().data().path("response");
    assertThat(whole.path("id")).isEqualTo(events.getFirst().data().at("/response/id"));
    assertWhole(Words.RESPONSES, whole);
    assertRecorded(answer, usage(Words.RESPONSES, whole));
  }
}
