package io.millrace.learn.template;

import static io.millrace.learn.template.SyntheticLog.system;
import static io.millrace.learn.template.SyntheticLog.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learn.template.SyntheticLog.Score;
import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.model.RequestForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TemplateMinerTest {
  private static final String SUPPORT =
      "You are the triage desk of Brightwater Utilities. Read the customer's message and answer"
          + " with one queue: billing, outage, meter, move, complaint. Answer with the queue"
          + " alone.";
  private static final String SUPPORT_ZH = "你是明川银行的工单分派员。请阅读客户留言，从下列队列中选择一个：账单、转账、信用卡、投诉。只输出队列名称。";

  private static void isPerfect(SyntheticLog log, int scenarios) {
    Score score = log.mine();
    assertThat(score.index()).as(() -> describe(score)).isGreaterThan(0.99);
    assertThat(score.freeTaken()).as(() -> describe(score)).isLessThan(0.01);
    assertThat(score.scenarios()).as(() -> describe(score)).isEqualTo(scenarios);
  }

  private static String describe(Score score) {
    var text = new StringBuilder("index " + score.index() + ", free " + score.freeTaken() + "\n");
    score.found().forEach(each -> text.append(each.toJson()).append('\n'));
    return text.toString();
  }

  @Test
  void findsAConstantSystemPromptWithRawUserText() {
    isPerfect(
        new SyntheticLog(1)
            .job("support", 400, (log, _) -> List.of(system(SUPPORT), user(log.sentence())))
            .job("zh", 300, (log, _) -> List.of(system(SUPPORT_ZH), user(log.chinese())))
            .chat(300),
        2);
  }

  @Test
  void findsConstantTextAroundOneOrSeveralSlotsOfTheUserMessage() {
    isPerfect(
        new SyntheticLog(2)
            .job(
                "review",
                300,
                (log, _) ->
                    List.of(
                        user(
                            "Is this product review fake or genuine?\nReview: "
                                + log.sentence()
                                + "\nVerdict:")))
            .job(
                "contract",
                300,
                (log, _) ->
                    List.of(
                        user(
                            "Clause under review:\n<<<"
                                + log.passage()
                                + ">>>\nPlaybook position:\n<<<"
                                + log.passage()
                                + ">>>\nDoes the clause deviate? Answer yes or no.")))
            .job(
                "zh",
                200,
                (log, _) ->
                    List.of(
                        user(
                            "请判断下面两句话意思是否相同，回答“是”或“否”。\n句子一："
                                + log.chinese()
                                + "\n句子二："
                                + log.chinese())))
            .chat(300),
        3);
  }

  @Test
  void findsASlotThatComesFirstAndAnInstructionThatComesLast() {
    isPerfect(
        new SyntheticLog(3)
            .job(
                "tldr",
                300,
                (log, _) ->
                    List.of(
                        user(
                            log.passage()
                                + "\n\n"
                                + "Write a headline of at most eight words for the article"
                                + " above.")))
            .job("zh", 300, (log, _) -> List.of(user(log.chinese() + "\n\n请给上面的新闻打一个频道标签，只输出标签。")))
            .chat(300),
        2);
  }

  @Test
  void findsFewShotExamplesInOneMessageAndAsMessages() {
    var shots = new SyntheticLog(77);
    var prompt = new StringBuilder("Tag the sentence with its topic.\n\n");
    var turns =
        new ArrayList<Message>(
            List.of(system("Say which department handles the note: sales, legal, facilities.")));
    for (int i = 0; i < 5; i++) {
      prompt.append("Text: ").append(shots.sentence()).append("\nTopic: travel\n\n");
      turns.add(user(shots.sentence()));
      turns.add(new Message("assistant", "legal"));
    }
    isPerfect(
        new SyntheticLog(4)
            .job(
                "shots",
                300,
                (log, _) -> List.of(user(prompt + "Text: " + log.sentence() + "\nTopic:")))
            .job(
                "turns",
                300,
                (log, _) -> {
                  var messages = new ArrayList<>(turns);
                  messages.add(user(log.sentence()));
                  return messages;
                })
            .chat(200),
        2);
  }

  @Test
  void seesThroughDatesTimesCountersAndIds() {
    Score score =
        new SyntheticLog(5)
            .job(
                "dated",
                400,
                (log, time) ->
                    List.of(
                        system(
                            "You schedule visits for Alder Clinic. Today is "
                                + log.date(time)
                                + ". Reply with the room only."),
                        user(log.sentence())))
            .job(
                "stamped",
                400,
                (log, time) ->
                    List.of(
                        user(
                            "[ticket "
                                + (100_000 + (int) (time * 9000))
                                + " at "
                                + log.date(time)
                                + " %02d:%02d"
                                    .formatted(log.random.nextInt(24), log.random.nextInt(60))
                                + "] Decide the urgency of this IT ticket (low, high).\nText: "
                                + log.sentence())))
            .job(
                "uuid",
                400,
                (log, _) ->
                    List.of(
                        system(
                            "Trace "
                                + new java.util.UUID(log.random.nextLong(), log.random.nextLong())
                                + ". Moderate forum posts of GardenTalk: allow or block."),
                        user(log.sentence())))
            .job(
                "zh",
                400,
                (log, time) ->
                    List.of(
                        system(
                            "现在是2025年"
                                + (3 + (int) (time * 3))
                                + "月"
                                + (1 + (int) (time * 84) % 28)
                                + "日 星期"
                                + "一二三四五六日".charAt(log.random.nextInt(7))
                                + "。你负责给社区投诉分类：噪音、停车、物业。"),
                        user(log.chinese())))
            .chat(200)
            .mine();
    assertThat(score.index()).as(() -> describe(score)).isGreaterThan(0.99);
    assertThat(score.scenarios()).as(() -> describe(score)).isEqualTo(4);
    for (ScenarioTemplate scenario : score.found()) {
      assertThat(scenario.versions()).as(() -> describe(score)).hasSize(1);
      assertThat(inputs(scenario)).as(() -> describe(score)).isEqualTo(1);
    }
  }

  private static long inputs(ScenarioTemplate scenario) {
    return scenario.versions().getFirst().messages().stream()
        .flatMap(message -> message.parts().stream())
        .filter(Part.Input.class::isInstance)
        .count();
  }

  @Test
  void takesACustomersNameInTheSystemPromptForASlot() {
    String[] names = {
      "Acme", "Globex", "Initech", "Umbrella", "Stark Industries", "Wayne", "Hooli"
    };
    isPerfect(
        new SyntheticLog(6)
            .job(
                "named",
                500,
                (log, _) ->
                    List.of(
                        system(
                            "You answer for the help desk of "
                                + names[log.random.nextInt(names.length)]
                                + ". Route each message to hardware, software or access."),
                        user(log.sentence())))
            .job(
                "translate",
                500,
                (log, _) ->
                    List.of(
                        user(
                            "Translate the message into "
                                + List.of("German", "French", "Dutch").get(log.random.nextInt(3))
                                + ":\n"
                                + log.sentence())))
            .chat(200),
        2);
  }

  @Test
  void keepsTheWordingsOfOneTemplateTogether() {
    String[] wordings = {
      SUPPORT,
      SUPPORT + " Never guess.",
      SUPPORT.replace("one queue", "exactly one queue") + " Never guess.",
      SUPPORT.replace("one queue", "exactly one queue").replace("move,", "move, solar,")
          + " Never guess. If in doubt say complaint."
    };
    Score score =
        new SyntheticLog(7)
            .job(
                "support",
                1200,
                (log, time) -> List.of(system(wordings[(int) (time * 4)]), user(log.sentence())))
            .job(
                "zh",
                400,
                (log, time) ->
                    List.of(
                        system(time < 0.5 ? SUPPORT_ZH : SUPPORT_ZH + "不确定时选择投诉。"),
                        user("留言：" + log.chinese())))
            .chat(200)
            .mine();
    assertThat(score.index()).as(() -> describe(score)).isGreaterThan(0.99);
    assertThat(score.scenarios()).as(() -> describe(score)).isEqualTo(2);
    assertThat(score.found().getFirst().versions()).as(() -> describe(score)).hasSize(4);
    assertThat(score.found().get(1).versions()).as(() -> describe(score)).hasSize(2);
  }

  @Test
  void seesAnEditOfAUserMessageAsAVersion() {
    Score score =
        new SyntheticLog(8)
            .job(
                "mail",
                600,
                (log, time) ->
                    List.of(
                        user(
                            "Extract the deadline from the e-mail below as YYYY-MM-DD, or none.\n"
                                + "---\n"
                                + log.passage()
                                + (time < 0.6
                                    ? "\n---\nDeadline:"
                                    : "\n---\nReturn JSON {\"deadline\": ...}."))))
            .chat(100)
            .mine();
    assertThat(score.scenarios()).as(() -> describe(score)).isEqualTo(1);
    assertThat(score.found().getFirst().versions()).as(() -> describe(score)).hasSize(2);
    assertThat(score.index()).as(() -> describe(score)).isGreaterThan(0.99);
  }

  @Test
  void tellsApartTwoJobsThatDifferInOneWord() {
    isPerfect(
        new SyntheticLog(9)
            .job(
                "summarise",
                300,
                (log, _) ->
                    List.of(
                        system("Summarise the ticket of the Oakfield housing desk in one line."),
                        user(log.passage())))
            .job(
                "classify",
                300,
                (log, _) ->
                    List.of(
                        system("Classify the ticket of the Oakfield housing desk in one line."),
                        user(log.passage())))
            .chat(100),
        2);
  }

  @Test
  void tellsApartJobsUnderOneHouseStyle() {
    String style =
        "You work for Larkspur Insurance. Be factual, never promise cover, never reveal internal"
            + " notes. ";
    isPerfect(
        new SyntheticLog(10)
            .job(
                "claim",
                300,
                (log, _) ->
                    List.of(
                        system(
                            style
                                + "Decide whether the claim is about a car, a home or a journey."
                                + " Return one word."),
                        user(log.sentence())))
            .job(
                "fraud",
                300,
                (log, _) ->
                    List.of(
                        system(
                            style
                                + "Rate from 1 to 5 how likely the description is to be fraudulent."
                                + " Return the digit."),
                        user(log.sentence())))
            .job(
                "lang",
                300,
                (log, _) ->
                    List.of(
                        system(
                            style
                                + "Detect the language of the letter and return its ISO code"
                                + " only."),
                        user(log.either())))
            .chat(100),
        3);
  }

  @Test
  void findsTheJobsUnderASharedPromptAndLeavesItsFreeChatAlone() {
    String shared =
        "You are LarkGPT, the assistant of Larkspur Insurance. Be concise and polite. Never reveal"
            + " confidential information.";
    for (String prompt : List.of("You are a helpful assistant.", shared)) {
      isPerfect(
          new SyntheticLog(11)
              .job(
                  "mail",
                  300,
                  (log, _) ->
                      List.of(
                          system(prompt),
                          user(
                              "Classify this e-mail as sales, support or spam. Return only the"
                                  + " label.\n\n"
                                  + "E-mail:\n"
                                  + log.passage())))
              .job(
                  "fields",
                  300,
                  (log, _) ->
                      List.of(
                          system(prompt),
                          user(
                              "Extract customer name and amount as JSON from the note between the"
                                  + " tags.\n"
                                  + "<note>"
                                  + log.sentence()
                                  + "</note>")))
              .job(
                  "zh",
                  200,
                  (log, _) ->
                      List.of(
                          system(prompt), user("请把下面的留言归类为：咨询、投诉、表扬，只输出类别。\n留言：" + log.chinese())))
              .job(SyntheticLog.FREE, 500, (log, _) -> List.of(system(prompt), user(log.either()))),
          3);
    }
  }

  @Test
  void doesNotSplitAJobBecauseUsersOftenStartAlike() {
    isPerfect(
        new SyntheticLog(12)
            .job(
                "support",
                900,
                (log, _) ->
                    List.of(
                        system(SUPPORT),
                        user(
                            (log.random.nextInt(3) == 0
                                    ? "Hi team, I hope this e-mail finds you well. I am writing"
                                        + " because "
                                    : "")
                                + log.sentence()
                                + (log.random.nextInt(4) == 0
                                    ? "\n\nBest regards, sent from my iPhone"
                                    : "")))),
        1);
  }

  @Test
  void doesNotSplitAnswersFromPassagesByPassage() {
    var passages = new ArrayList<String>();
    var writer = new SyntheticLog(99);
    for (int i = 0; i < 20; i++) {
      passages.add(writer.passage() + " " + writer.passage());
    }
    isPerfect(
        new SyntheticLog(13)
            .job(
                "rag",
                1500,
                (log, _) ->
                    List.of(
                        system(
                            "Answer from the reference only, in the reference's own words; if it"
                                + " does not say, reply: not stated."),
                        user(
                            "Reference:\n"
                                + passages.get(log.random.nextInt(passages.size()))
                                + "\n\nQuestion: "
                                + log.sentence())))
            .chat(100),
        1);
  }

  @Test
  void holdsTheTurnsOfOneAssistantTogether() {
    isPerfect(
        new SyntheticLog(14)
            .job(
                "bot",
                600,
                (log, _) -> {
                  var messages =
                      new ArrayList<Message>(List.of(system(SUPPORT), user(log.sentence())));
                  for (int i = log.random.nextInt(6); i > 0; i--) {
                    messages.add(new Message("assistant", log.sentence()));
                    messages.add(user(log.sentence()));
                  }
                  return messages;
                })
            .chat(300),
        1);
  }

  @Test
  void worksOnATinyLog() {
    isPerfect(
        new SyntheticLog(15)
            .job("a", 25, (log, _) -> List.of(system(SUPPORT), user(log.sentence())))
            .job(
                "b",
                20,
                (log, _) ->
                    List.of(
                        user(
                            "Is this product review fake or genuine?\nReview: "
                                + log.sentence()
                                + "\nVerdict:")))
            .chat(15),
        2);
  }

  @Test
  void findsNothingInFreeChat() {
    Score score = new SyntheticLog(16).chat(3000).mine();
    assertThat(score.scenarios()).as(() -> describe(score)).isZero();
  }

  @Test
  void findsNothingInAnEmptyLog() {
    assertThat(TemplateMiner.mine(_ -> {}, MinerOptions.DEFAULT)).isEmpty();
  }

  /// A template drawn at random: a task sentence, a layout, a language, perhaps something that
  /// ages.
  static SyntheticLog.Layout drawn(SyntheticLog log, int number) {
    var writer = new SyntheticLog(1000 + number);
    boolean chinese = log.random.nextInt(3) == 0;
    String task = chinese ? chineseTask(log, writer) : task(log, writer);
    String field =
        chinese
            ? "内容："
            : List.of("Text: ", "Input:\n", "<doc>\n", "Q: ").get(log.random.nextInt(4));
    boolean aging = log.random.nextInt(3) == 0;
    int layout = log.random.nextInt(5);
    return (source, time) -> {
      String text = chinese ? source.chinese() : source.sentence();
      String head = aging ? "(" + source.date(time) + ") " + task : task;
      return switch (layout) {
        case 0 -> List.of(system(head), user(text));
        case 1 -> List.of(system(head), user(field + text));
        case 2 -> List.of(user(head + "\n\n" + field + text));
        case 3 -> List.of(user(text + "\n\n" + head));
        default ->
            List.of(
                system("You are a helpful assistant."),
                user(head + "\n" + field + text + "\n---\nEnd."));
      };
    };
  }

  private static String task(SyntheticLog log, SyntheticLog writer) {
    String verb =
        List.of("Decide", "Classify", "Rate", "Extract", "Tell me", "Label", "Find", "Check")
            .get(log.random.nextInt(8));
    String about = writer.words(8, 30);
    return switch (log.random.nextInt(4)) {
      case 0 -> verb + " " + about + ". Return " + writer.words(2, 5) + ".";
      case 1 -> "You handle " + writer.words(3, 6) + ". " + verb + " " + about + ".";
      case 2 -> verb + " " + about + ":\n- " + writer.words(1, 3) + "\n- " + writer.words(1, 3);
      default -> "Given " + about + ", " + verb.toLowerCase(Locale.ROOT) + " " + writer.words(3, 6);
    };
  }

  private static String chineseTask(SyntheticLog log, SyntheticLog writer) {
    String verb = List.of("判断", "提取", "总结", "归类", "检查").get(log.random.nextInt(5));
    String about = writer.chinese() + writer.chinese();
    return log.random.nextBoolean()
        ? "请" + verb + about + "，返回" + writer.chinese()
        : "你负责" + writer.chinese() + "。" + verb + about;
  }

  @Test
  void findsTwoHundredTemplatesAmongThirtyPercentChat() {
    var log = new SyntheticLog(17);
    for (int t = 0; t < 200; t++) {
      log.job("job " + t, 40 + log.random.nextInt(60), drawn(log, t));
    }
    log.chat(6000);
    Score score = log.mine();
    assertThat(score.index()).as(() -> describe(score)).isGreaterThan(0.98);
    assertThat(score.scenarios()).isBetween(196, 204);
    assertThat(score.freeTaken()).isLessThan(0.01);
  }

  @Test
  void findsRandomMixturesOfTemplates() {
    for (int seed = 0; seed < 12; seed++) {
      var log = new SyntheticLog(100 + seed);
      int jobs = 2 + log.random.nextInt(8);
      for (int t = 0; t < jobs; t++) {
        log.job("job " + t, 60 + log.random.nextInt(200), drawn(log, 300 + seed * 20 + t));
      }
      log.chat(log.calls().size() / 2);
      Score score = log.mine();
      assertThat(score.index()).as(() -> describe(score)).isGreaterThan(0.98);
      assertThat(score.freeTaken()).as(() -> describe(score)).isLessThan(0.01);
    }
  }

  @Test
  void givesBackEveryMessageFromConstantsAndSlots() {
    var log = new SyntheticLog(18);
    for (int t = 0; t < 10; t++) {
      log.job("job " + t, 100, drawn(log, 600 + t));
    }
    Score score = log.mine();
    ScenarioMatcher matcher = ScenarioMatcher.of(score.found());
    for (SyntheticLog.Logged call : log.calls()) {
      Match match = matcher.match(call.request());
      if (match != null) {
        assertThat(rebuilt(score.found(), match, call.request())).isTrue();
      }
    }
  }

  private static boolean rebuilt(List<ScenarioTemplate> found, Match match, Request request) {
    TemplateVersion version =
        found.stream()
            .filter(s -> s.id().equals(match.scenarioId()))
            .findFirst()
            .orElseThrow()
            .versions()
            .get(match.version());
    var compiled = new CompiledVersion(version);
    int[] spans = java.util.Objects.requireNonNull(compiled.spans(request.messages()));
    int slot = 0;
    for (int m = 0; m < request.messages().size(); m++) {
      String text = request.messages().get(m).text();
      var built = new StringBuilder();
      for (Part part : version.messages().get(m).parts()) {
        if (part instanceof Part.Constant(String constant)) {
          built.append(constant);
        } else {
          built.append(text, spans[2 * slot], spans[2 * slot + 1]);
          slot++;
        }
      }
      if (!built.toString().equals(text)) {
        return false;
      }
    }
    return true;
  }

  @Test
  void findsTheSameOnEveryRunAndWithAnySampling() {
    var log = new SyntheticLog(19);
    for (int t = 0; t < 6; t++) {
      log.job("job " + t, 500, drawn(log, 700 + t));
    }
    log.chat(500);
    var small = new MinerOptions(30, 600, 1_000_000, 6, 5);
    assertThat(log.mine(small).found()).isEqualTo(log.mine(small).found());
    assertThat(log.mine(small).index()).isGreaterThan(0.99);
    var ids = new TreeSet<String>();
    log.mine().found().forEach(each -> ids.add(each.id()));
    var others = new TreeSet<String>();
    log.mine(small.withSeed(9)).found().forEach(each -> others.add(each.id()));
    assertThat(others).isEqualTo(ids);
  }

  @Test
  void givesEveryScenarioANameOfItsOwn() {
    var log = new SyntheticLog(20);
    var random = new SplittableRandom(3);
    for (int t = 0; t < 5; t++) {
      String code = "K" + random.nextInt(1000) + "x";
      log.job(
          "job " + t,
          80,
          (l, _) ->
              List.of(
                  system("Classify the letter for desk " + code + " of the registry office."),
                  user(l.sentence())));
    }
    log.job("zh", 80, (l, _) -> List.of(system(SUPPORT_ZH), user(l.chinese())));
    List<ScenarioTemplate> found = log.mine().found();
    assertThat(found.stream().map(ScenarioTemplate::name).distinct()).hasSameSizeAs(found);
    assertThat(found).anySatisfy(each -> assertThat(each.name()).contains("工单"));
  }

  @Test
  void acceptsADateItHasNotSeenAndNoOtherForm() {
    Score score =
        new SyntheticLog(21)
            .job(
                "dated",
                300,
                (log, time) ->
                    List.of(
                        system(SUPPORT + " Today is " + log.date(time) + "."),
                        user(log.sentence())))
            .mine();
    ScenarioMatcher matcher = ScenarioMatcher.of(score.found());
    assertThat(matcher.match(request(SUPPORT + " Today is 2031-12-24.", "hello"))).isNotNull();
    assertThat(matcher.match(request(SUPPORT + " Today is Christmas.", "hello"))).isNull();
    assertThat(matcher.match(request(SUPPORT + " Today is 2031-12-24!", "hello"))).isNull();
  }

  private static Request request(String system, String user) {
    return new Request("large", List.of(system(system), user(user)), RequestForm.PLAIN);
  }
}
