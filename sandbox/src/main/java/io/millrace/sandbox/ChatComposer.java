package io.millrace.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Free conversation in English and Chinese: with and without a system prompt, some with an earlier
/// exchange, some that make the model call a weather tool. No recurring job.
final class ChatComposer implements Composer {

  private static final int CHINESE_PERCENT = 40;
  private static final int SECOND_TURN_PERCENT = 30;
  private static final int TOOL_PERCENT = 4;

  private final Grammar grammar;

  ChatComposer(Grammar grammar) {
    this.grammar = grammar;
  }

  @Override
  public Question compose(RandomGenerator random) {
    if (random.nextInt(100) < TOOL_PERCENT) {
      return toolQuestion(random);
    }
    boolean chinese = random.nextInt(100) < CHINESE_PERCENT;
    var topic = grammar.write(chinese ? "topic.zh" : "topic.en", random).text();
    var question = grammar.write(topic + ".q", random);
    var slots = question.slots();
    var turns = new ArrayList<Message>();
    var system = systemPrompt(chinese, random);
    if (system != null) {
      turns.add(Message.system(system));
    }
    var noise = chinese ? TypingNoise.CHINESE : TypingNoise.ENGLISH;
    turns.add(Message.user(noise.disturb(question, random).text()));
    if (random.nextInt(100) >= SECOND_TURN_PERCENT) {
      return new Question(turns, answer(topic + ".a", turns, slots), null, false);
    }
    turns.add(Message.assistant(answer(topic + ".a", turns, slots)));
    turns.add(Message.user(grammar.write(topic + ".q2", random).text()));
    return new Question(turns, answer(topic + ".a2", turns, slots), null, false);
  }

  private Question toolQuestion(RandomGenerator random) {
    var question = grammar.write("tool.q", random);
    var arguments = JsonAnswer.object(Map.of("city", question.slots().getOrDefault("a", "")));
    return new Question(List.of(Message.user(question.text())), arguments, null, true);
  }

  private static @Nullable String systemPrompt(boolean chinese, RandomGenerator random) {
    int draw = random.nextInt(100);
    if (draw < 45) {
      return "You are a helpful assistant.";
    }
    return draw < 60 && chinese ? "你是一个乐于助人的助手。" : null;
  }

  /// What the model says depends on what it was asked, not on the caller's random generator.
  private String answer(String symbol, List<Message> turns, Map<String, String> slots) {
    var voice = new SplittableRandom(TextHash.of("chat", turns.toString()));
    return grammar.write(symbol, voice, slots, Map.of()).text();
  }
}
