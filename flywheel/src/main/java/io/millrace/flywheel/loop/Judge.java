package io.millrace.flywheel.loop;

import io.millrace.model.Answer;
import io.millrace.model.Cost;
import io.millrace.model.Message;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.record.OwnCalls;
import io.millrace.provider.record.OwnCalls.Reply;
import io.millrace.store.calllog.ExchangeReader;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Asks a model which of two answers is better. Which one it reads first follows from a hash of the
/// call's id, since judges favour a place. What it says proves nothing by itself. Thread-safe.
final class Judge {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String TASK =
      """
      You compare two answers to one request. Say which one serves the person who asked better: \
      correct, complete and in the form that was asked for. Length and style alone do not count. \
      Reply with one letter and nothing else: A if the first is better, B if the second is better, \
      T if they are equally good.\
      """;

  private final OwnCalls own;
  private final Consumer<Cost.@Nullable Priced> costs;

  Judge(OwnCalls own, Consumer<Cost.@Nullable Priced> costs) {
    this.own = own;
    this.costs = costs;
  }

  /// Whether the second answer is as good as the first, or better; null when the judge does not
  /// say.
  @Nullable Boolean asGood(String judge, Comparing.Question question, String first, String second) {
    boolean swapped = (question.call().hashCode() * 0x9E3779B9 >>> 31) == 1;
    String letter = swapped ? "A" : "B";
    String[] word = {""};
    Reply reply =
        own.ask(
            Operation.CHAT,
            body(judge, question, swapped ? second : first, swapped ? first : second),
            null,
            new OwnCalls.Purpose("judge", question.call(), question.scenario(), question.policy()),
            answer -> {
              word[0] = answer instanceof Answer.Complete(String text) ? letter(text) : "";
              return word[0].isEmpty() ? null : (Boolean) asGood(word[0], letter);
            });
    if (!(reply instanceof Reply.Answered answered)) {
      return null;
    }
    costs.accept(answered.cost() instanceof Cost.Priced priced ? priced : null);
    return word[0].isEmpty() ? null : (Boolean) asGood(word[0], letter);
  }

  private static boolean asGood(String word, String letter) {
    return word.equals("T") || word.equals(letter);
  }

  /// The letter that an answer begins with; empty when it is none of the three.
  private static String letter(String text) {
    String word = text.strip().toUpperCase(Locale.ROOT).replaceAll("[^\\p{L}].*", "");
    return word.equals("A") || word.equals("B") || word.equals("T") ? word : "";
  }

  private static byte[] body(
      String judge, Comparing.Question question, String first, String second) {
    var text = new StringBuilder("<request>\n");
    JsonNode json = ExchangeReader.json(question.request());
    if (json != null) {
      for (Message message : ExchangeReader.request(question.model(), json).messages()) {
        text.append(message.role()).append(": ").append(message.text()).append('\n');
      }
    }
    text.append("</request>\n<answer_a>\n").append(first);
    text.append("\n</answer_a>\n<answer_b>\n").append(second).append("\n</answer_b>");
    ObjectNode body = MAPPER.createObjectNode().put("model", judge);
    var messages = body.putArray("messages");
    messages.addObject().put("role", "system").put("content", TASK);
    messages.addObject().put("role", "user").put("content", text.toString());
    return MAPPER.writeValueAsBytes(body);
  }
}
