package io.millrace.sandbox;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The nine jobs of the sample traffic. Their shares add up to 120.
final class Jobs {

  static final String LARGE = "sandbox-large";
  static final String SMALL = "sandbox-small";
  static final int SHARES = 120;

  /// The day, counted from 1, on which the prompt of the support desk is edited.
  static final int PROMPT_EDIT_DAY = 9;

  private Jobs() {}

  static List<Job> all() {
    return List.of(
        supportTickets(),
        shopReviews(),
        orders(),
        parcels(),
        comments(),
        headlines(),
        essays(),
        minutes(),
        chat());
  }

  static Job supportTickets() {
    var form = new LabelComposer.Form("queue", "ticket", "between.", 0.035, 0.015, false);
    return new Job(
        "support_tickets",
        new Job.Traffic(LARGE, 26, Rhythm.OFFICE, 0.05, 0),
        new Job.Form(0, 32, List.of(), true),
        Jobs::supportMessages,
        new LabelComposer(
            Grammar.load("support-tickets"),
            form,
            TypingNoise.ENGLISH,
            label -> JsonAnswer.object(Map.of("queue", label))));
  }

  private static List<Message> supportMessages(Question question, int dayNumber, LocalDate date) {
    var prompt = text(dayNumber < PROMPT_EDIT_DAY ? "support.1" : "support.2");
    return List.of(
        Message.system(prompt),
        Message.user(
            "Ticket:\n\"\"\"\n"
                + question.input()
                + "\n\"\"\"\nAnswer with the JSON object only."));
  }

  static Job shopReviews() {
    var form = new LabelComposer.Form("label", null, "mixed.", 0.05, 0.015, true);
    return new Job(
        "shop_reviews_zh",
        new Job.Traffic(LARGE, 22, Rhythm.SHOPPING, 0.06, 0.008),
        new Job.Form(0.3, 0, List.of(), false),
        systemThenInput("reviews"),
        new LabelComposer(
            Grammar.load("shop-reviews"), form, TypingNoise.CHINESE, UnaryOperator.identity()));
  }

  static Job orders() {
    var form =
        new RecordComposer.Form(
            "intent", "", List.of("item", "quantity", "city", "date"), List.of(), Map.of(), 0.02);
    return new Job(
        "orders",
        new Job.Traffic(LARGE, 16, Rhythm.ALL_DAY, 0.03, 0),
        new Job.Form(0, 120, List.of(), true),
        (question, _, date) ->
            List.of(
                Message.system(text("orders").replace("{today}", date.toString())),
                Message.user(question.input())),
        new RecordComposer(Grammar.load("orders"), form, TypingNoise.ENGLISH));
  }

  static Job parcels() {
    var form =
        new RecordComposer.Form(
            null,
            "message",
            List.of("who", "phone", "city", "street"),
            List.of("thing"),
            Map.of("who", "收件人", "phone", "电话", "city", "城市", "street", "详细地址", "thing", "物品"),
            0.02);
    return new Job(
        "parcels_zh",
        new Job.Traffic(LARGE, 15, Rhythm.ALL_DAY, 0.03, 0),
        new Job.Form(0, 0, List.of(), true),
        (question, _, _) ->
            List.of(
                Message.system(text("parcels")),
                Message.user("用户留言：<<<" + question.input() + ">>>")),
        new RecordComposer(Grammar.load("parcels"), form, TypingNoise.CHINESE));
  }

  static Job comments() {
    var form = new LabelComposer.Form("flagged", null, "mixed", 0.03, 0.015, false);
    return new Job(
        "comment_moderation",
        new Job.Traffic(SMALL, 13, Rhythm.SHOPPING, 0.04, 0),
        new Job.Form(0, 16, List.of(), true),
        systemThenInput("comments"),
        new LabelComposer(
            Grammar.load("comments"),
            form,
            TypingNoise.ENGLISH,
            label -> JsonAnswer.object(Map.of("flagged", Boolean.valueOf(label)))));
  }

  static Job headlines() {
    var form = new LabelComposer.Form("channel", null, "mixed.", 0.05, 0.015, false);
    return new Job(
        "headlines_zh",
        new Job.Traffic(SMALL, 12, Rhythm.NIGHTLY, 0.04, 0),
        new Job.Form(0, 8, List.of("\n"), false),
        (question, _, _) ->
            List.of(Message.user(text("headlines").replace("{input}", question.input()))),
        new LabelComposer(
            Grammar.load("headlines"), form, TypingNoise.NONE, UnaryOperator.identity()));
  }

  static Job essays() {
    return new Job(
        "essay_scores",
        new Job.Traffic(LARGE, 5, Rhythm.OFFICE, 0.03, 0),
        new Job.Form(0.2, 4, List.of(), false),
        (question, _, _) ->
            List.of(
                Message.system(text("essays")),
                Message.user("Essay:\n---\n" + question.input() + "\n---\nScore (1-10):")),
        new EssayComposer(Grammar.load("essays")));
  }

  static Job minutes() {
    return new Job(
        "meeting_minutes",
        new Job.Traffic(LARGE, 5, Rhythm.OFFICE, 0.03, 0),
        new Job.Form(0.5, 53, List.of(), false),
        systemThenInput("minutes"),
        new MinutesComposer(Grammar.load("meetings")));
  }

  static Job chat() {
    return new Job(
        "free_chat",
        new Job.Traffic(LARGE, 6, Rhythm.SHOPPING, 0.03, 0),
        new Job.Form(0.7, 0, List.of(), false),
        (question, _, _) -> question.turns(),
        new ChatComposer(Grammar.load("chat")));
  }

  private static Prompt systemThenInput(String prompt) {
    var system = text(prompt);
    return (question, _, _) -> List.of(Message.system(system), Message.user(question.input()));
  }

  private static String text(String prompt) {
    return PromptTexts.of(prompt);
  }
}
