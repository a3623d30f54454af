package io.millrace.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Answer;
import io.millrace.model.Message;
import io.millrace.model.Usage;
import io.millrace.sandbox.SampleOptions;
import io.millrace.sandbox.SampleTraffic;
import io.millrace.sandbox.server.RecordedAnswers.Recorded;
import io.millrace.sandbox.server.Reply.End;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GeneratorTest {
  private static final String WEATHER =
      """
      "tools":[{"type":"function","function":{"name":"get_weather","parameters":
        {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}},
        {"type":"function","function":{"name":"find_train","parameters":{"type":"object"}}}]\
      """;

  private final Generator generator = new Generator(SandboxSettings.immediate());

  private static ChatCall chat(String question, String more) throws Refused {
    String body =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]" + more + "}";
    return ChatReader.read(Json.parse(body), "sandbox-large");
  }

  private Reply reply(String question, String more) throws Refused {
    return generator.generate(chat(question, more), true).first();
  }

  @Test
  void answersTheSameRequestTheSameWayEachTimeAndBySeed() throws Refused {
    var call = chat("Why is the sky blue?", "");
    var again = new Generator(SandboxSettings.immediate());
    assertThat(generator.generate(call, true)).isEqualTo(again.generate(call, true));
    var answers = new ArrayList<String>();
    for (long seed = 1; seed <= 8; seed++) {
      var other = new Generator(SandboxSettings.immediate().withSeed(seed));
      answers.add(other.generate(call, true).first().text());
    }
    assertThat(answers.stream().distinct().count()).isGreaterThan(2);
  }

  @Test
  void answersInTheLanguageOfTheQuestion() throws Refused {
    assertThat(reply("天空为什么是蓝的？", "").text()).contains("模拟回答", "天空为什么是蓝的");
    assertThat(reply("Why is the sky blue?", "").text()).contains("Why is the sky blue?");
  }

  @Test
  void writesAsMuchAsIsAskedFor() throws Refused {
    assertThat(reply("Write 300 words on rain.", "").text().split(" ")).hasSizeBetween(300, 320);
    assertThat(reply("写一篇300字的短文", "").text().length()).isBetween(300, 330);
  }

  @Test
  void callsTheToolsThatTheQuestionAsksFor() throws Refused {
    var reply = reply("What is the weather in Paris?", "," + WEATHER);
    assertThat(reply.end()).isEqualTo(End.TOOLS);
    assertThat(reply.uses())
        .singleElement()
        .satisfies(use -> {
          assertThat(use.name()).isEqualTo("get_weather");
          assertThat(use.arguments().path("city").stringValue()).isEqualTo("Paris");
        });
    assertThat(reply("Weather in Paris, and the train there?", "," + WEATHER).uses()).hasSize(2);
    assertThat(
            reply(
                    "Weather in Paris, and the train there?",
                    ",\"parallel_tool_calls\":false," + WEATHER)
                .uses())
        .hasSize(1);
    assertThat(reply("Tell me a joke.", "," + WEATHER).uses()).isEmpty();
  }

  @Test
  void obeysToolChoice() throws Refused {
    assertThat(reply("Tell me a joke.", ",\"tool_choice\":\"required\"," + WEATHER).uses())
        .hasSize(1);
    assertThat(reply("The weather?", ",\"tool_choice\":\"none\"," + WEATHER).uses()).isEmpty();
    assertThat(
            reply(
                    "The weather?",
                    ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"find_train\"}},"
                        + WEATHER)
                .uses())
        .extracting(Reply.ToolUse::name)
        .containsExactly("find_train");
  }

  @Test
  void endsAtStopSequencesAndAtTheLimit() throws Refused {
    var stopped = reply("Why?", ",\"stop\":[\"zzz\",\"about\"]");
    assertThat(stopped.text()).isEqualTo("Simulated answer of sandbox-large ");
    assertThat(stopped.end()).isEqualTo(End.STOP_SEQUENCE);
    assertThat(stopped.stop()).isEqualTo("about");
    var cut = generator.generate(chat("Why?", ",\"max_tokens\":3"), true);
    assertThat(cut.first().text()).isEqualTo("Simulated an");
    assertThat(cut.first().end()).isEqualTo(End.LENGTH);
    assertThat(cut.usage().output()).isEqualTo(3);
  }

  @Test
  void answersInJsonWhenAsked() throws Refused {
    var text = reply("Why?", ",\"response_format\":{\"type\":\"json_object\"}").text();
    assertThat(Json.parse(text).isObject()).isTrue();
  }

  @Test
  void countsARepeatedSystemPromptAsCached() throws Refused {
    String system = "{\"role\":\"system\",\"content\":\"" + "You are careful. ".repeat(64) + "\"}";
    String body = "{\"messages\":[" + system + ",{\"role\":\"user\",\"content\":\"Hi\"}]}";
    var call = ChatReader.read(Json.parse(body), "sandbox-large");
    var first = generator.generate(call, true).usage();
    var second = generator.generate(call, true).usage();
    assertThat(first.cacheRead()).isZero();
    assertThat(second.cacheRead()).isEqualTo(256);
    assertThat(second.prompt()).isEqualTo(first.prompt());
  }

  @Test
  void countsMarkedPromptsAsWrittenThenRead() throws Refused {
    String system = "You are careful. ".repeat(64);
    String body =
        """
        {"max_tokens":9,"system":[{"type":"text","text":"%s","cache_control":{"type":"ephemeral"}}],
         "messages":[{"role":"user","content":"Hi"}]}\
        """
            .replace("%s", system);
    var call = MessagesReader.read(Json.parse(body), "sandbox-large");
    var first = generator.generate(call, false).usage();
    var second = generator.generate(call, false).usage();
    assertThat(first.cacheWrite()).isEqualTo(276);
    assertThat(first.cacheRead()).isZero();
    assertThat(second.cacheWrite()).isZero();
    assertThat(second.cacheRead()).isEqualTo(276);
    var hour = body.replace("\"ephemeral\"", "\"ephemeral\",\"ttl\":\"1h\"");
    var other = new Generator(SandboxSettings.immediate());
    var written = other.generate(MessagesReader.read(Json.parse(hour), "m"), false).usage();
    assertThat(written.cacheWriteHour()).isEqualTo(276);
    assertThat(written.cacheWrite()).isZero();
  }

  @Test
  void answersTheSampleTrafficsJobsAsTheirTeacherDid() throws Refused {
    var seen = new ArrayList<List<Message>>();
    var answers = new ArrayList<String>();
    SampleTraffic.of(SampleOptions.defaults().withCalls(12_000))
        .answers((messages, answer) -> {
          if (seen.size() < 200) {
            seen.add(messages);
            answers.add(answer);
          }
        });
    var jobs = new JobAnswers();
    for (int i = 0; i < seen.size(); i++) {
      if (SampleTraffic.beginsJob(seen.get(i).getFirst().text())) {
        assertThat(jobs.find(seen.get(i))).contains(answers.get(i));
      }
    }
    assertThat(jobs.find(List.of(new Message("user", "Hi")))).isEmpty();
  }

  @Test
  void answersAsRecordedByModelThenByMessages() throws Refused {
    var log = new RecordedLog();
    var hi = List.of(new Message("user", "Hi"));
    log.add("a", hi, new Recorded(new Answer.Complete("from a"), Usage.of(7, 8)));
    log.add("b", hi, new Recorded(new Answer.Truncated("from b"), null));
    var recorded = new Generator(SandboxSettings.immediate().withRecorded(log, true));

    var byModel = recorded.generate(asked("b", "Hi"), true);
    assertThat(byModel.first().text()).isEqualTo("from b");
    assertThat(byModel.first().end()).isEqualTo(End.LENGTH);
    var byMessages = recorded.generate(asked("c", "Hi"), true);
    assertThat(byMessages.first().text()).isEqualTo("from a");
    assertThat(byMessages.usage()).isEqualTo(Usage.of(7, 8));
    assertThat(recorded.generate(asked("c", "Hi"), true).first().text()).isEqualTo("from b");
    assertThatThrownBy(() -> recorded.generate(asked("a", "Bye"), true))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.status()).isEqualTo(404))
        .hasMessageContaining("not in it");
    var both = new Generator(SandboxSettings.immediate().withRecorded(log, false));
    assertThat(both.generate(asked("a", "Bye"), true).first().text()).contains("Simulated");
  }

  @Test
  void failsWhereTheRecordedCallFailed() {
    var log = new RecordedLog();
    log.add("", List.of(new Message("user", "Hi")), new Recorded(new Answer.Failed("boom"), null));
    var recorded = new Generator(SandboxSettings.immediate().withRecorded(log, true));
    assertThatThrownBy(() -> recorded.generate(asked("a", "Hi"), true))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.status()).isEqualTo(503));
  }

  private static ChatCall asked(String model, String question) throws Refused {
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
    return ChatReader.read(Json.parse(body), model);
  }
}
