package io.millrace.sandbox;

import io.millrace.model.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Calls as they come one after the other, without an end, and what the large model says to them:
/// four jobs that a small student can learn, one whose answers are free text, and free
/// conversation, in English and Chinese. **Synthetic**, as [SampleTraffic] is. Equal seeds make
/// equal calls.
///
/// The large model can be made to change: from then on it answers one job by another rule, asked
/// anew or asked again. Remembers the latest [#REMEMBERED] requests. Thread-safe.
public final class LiveTraffic {
  /// How many requests it can answer again.
  static final int REMEMBERED = 50_000;

  /// The day of the sample log whose prompts are used.
  private static final int DAY = 1;

  /// In percent.
  private static final List<Share> SHARES =
      List.of(
          new Share(Jobs.supportTickets(), 26),
          new Share(Jobs.shopReviews(), 22),
          new Share(Jobs.parcels(), 19),
          new Share(Jobs.comments(), 18),
          new Share(Jobs.minutes(), 5),
          new Share(Jobs.chat(), 10));

  /// What the changed model says in place of what it said before, by job.
  private static final Map<String, Map<String, String>> CHANGES =
      Map.of(
          "support_tickets",
          Map.of(
              queue("refund"), queue("billing"),
              queue("subscription"), queue("billing"),
              queue("setup"), queue("connectivity"),
              queue("app_bug"), queue("connectivity"),
              queue("warranty"), queue("damaged")),
          "shop_reviews_zh",
          Map.of("物流问题", "服务问题", "退换诉求", "质量问题"));

  /// One call to be made.
  ///
  /// @param job the job it belongs to; `free_chat` for conversation
  /// @param model the model it asks for
  /// @param body the request, as OpenAI's chat completions take it
  @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
  public record Asked(String job, String model, byte[] body) {}

  private record Share(Job job, int percent) {}

  private record Known(String job, String answer) {}

  private final SplittableRandom random;
  private final List<QuestionSource> sources;
  private final Map<List<Message>, Known> known =
      new LinkedHashMap<>(1024, 0.75f, false) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Message>, Known> eldest) {
          return size() > REMEMBERED;
        }
      };
  private String changed = "";

  private LiveTraffic(long seed) {
    random = new SplittableRandom(seed);
    sources =
        SHARES.stream().map(share -> new QuestionSource(share.job(), random.split())).toList();
  }

  /// The calls that a seed describes.
  public static LiveTraffic of(long seed) {
    return new LiveTraffic(seed);
  }

  private static String queue(String name) {
    return JsonAnswer.object(Map.of("queue", name));
  }

  /// The jobs that the large model can come to answer by another rule, the busiest first.
  public static List<String> changeable() {
    return List.of("support_tickets", "shop_reviews_zh");
  }

  /// The next call.
  public synchronized Asked next() {
    int draw = random.nextInt(100);
    int place = 0;
    while (draw >= SHARES.get(place).percent()) {
      draw -= SHARES.get(place).percent();
      place++;
    }
    var job = SHARES.get(place).job();
    var source = sources.get(place);
    var question = source.next();
    while (question.tool()) {
      question = source.next();
    }
    var messages =
        job.prompt().messages(question, DAY, SampleOptions.defaults().firstDay()).stream()
            .map(each -> new Message(each.role(), each.content()))
            .toList();
    known.put(messages, new Known(job.name(), question.answer()));
    return new Asked(job.name(), job.traffic().model(), LiveRequest.of(job, messages));
  }

  /// From now on the large model answers a job by another rule.
  ///
  /// @throws IllegalArgumentException when no such job can change
  public synchronized void change(String job) {
    if (!CHANGES.containsKey(job)) {
      throw new IllegalArgumentException("no change of " + job);
    }
    changed = job;
  }

  /// What the large model says now to a request that was made; empty to any other.
  public synchronized Optional<String> answer(List<Message> messages) {
    var found = known.get(messages);
    if (found == null) {
      return Optional.empty();
    }
    var before = found.answer();
    return Optional.of(
        found.job().equals(changed)
            ? CHANGES.getOrDefault(changed, Map.of()).getOrDefault(before, before)
            : before);
  }

  /// The names of all jobs, the busiest first, conversation last.
  public static List<String> jobs() {
    return SHARES.stream().map(share -> share.job().name()).toList();
  }
}
