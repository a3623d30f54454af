package io.millrace.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// A made-up log of calls to large models: eight recurring jobs and free conversation, in English
/// and Chinese. **Synthetic**: no model was called, and every name, place and firm in it is
/// invented.
///
/// Equal options write equal bytes, on every machine; nothing is read from the clock or the default
/// locale. The log is streamed: memory does not grow with its length, but for the arrivals of one
/// hour. Immutable and thread-safe.
///
/// The jobs, the rules of the large model's answers and the counting of tokens are described in
/// docs/sample-traffic.md.
public final class SampleTraffic {

  private final SampleOptions options;

  private SampleTraffic(SampleOptions options) {
    this.options = options;
  }

  /// The log that the options describe.
  public static SampleTraffic of(SampleOptions options) {
    return new SampleTraffic(options);
  }

  /// Writes the calls as OpenAI-shaped JSON lines in time order, and flushes. The stream stays open
  /// and should be buffered by the caller only if it is costly to write to in blocks of some KB.
  ///
  /// @throws tools.jackson.core.JacksonException if the stream fails
  public void write(OutputStream out) {
    var root = new SplittableRandom(options.seed());
    var writer = new CallWriter(out, root.split());
    play(root, writer::write);
    writer.finish();
  }

  /// Writes which job made which call, as JSON lines of `id` and `job`, in the order of [#write]:
  /// for tests and scoring only.
  ///
  /// @throws UncheckedIOException if the stream fails
  public void writeTruth(OutputStream out) {
    var root = new SplittableRandom(options.seed());
    root.split();
    try {
      play(root, line -> truth(line, out));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the truth of the sample traffic", e);
    }
  }

  /// Hands on the messages of each request and the answer of the large model to them, in the order
  /// of [#write]; not the ones that call a tool.
  public void answers(BiConsumer<List<io.millrace.model.Message>, String> listener) {
    var root = new SplittableRandom(options.seed());
    root.split();
    play(
        root,
        line -> {
          if (!line.question().tool()) {
            listener.accept(
                line.messages().stream()
                    .map(m -> new io.millrace.model.Message(m.role(), m.content()))
                    .toList(),
                line.question().answer());
          }
        });
  }

  /// Whether a request whose first message this is comes from one of the jobs with a prompt.
  public static boolean beginsJob(String firstMessage) {
    return PromptTexts.anyBeginsLike(firstMessage);
  }

  private static void truth(CallWriter.Line line, OutputStream out) {
    var text = "{\"id\":\"" + line.id() + "\",\"job\":\"" + line.job().name() + "\"}\n";
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the truth of the sample traffic", e);
    }
  }

  private void play(SplittableRandom root, Consumer<CallWriter.Line> listener) {
    var jobs = Jobs.all();
    var schedule = new Schedule(options, jobs, root.split());
    var chance = root.split();
    var sources = jobs.stream().map(job -> new QuestionSource(job, root.split())).toList();
    long number = 0;
    for (int hour = 0; hour < schedule.hours(); hour++) {
      for (var arrival : schedule.arrivals(hour)) {
        listener.accept(line(++number, hour, arrival, schedule, jobs, sources, chance));
      }
    }
  }

  private static CallWriter.Line line(
      long number,
      int hour,
      Schedule.Arrival arrival,
      Schedule schedule,
      List<Job> jobs,
      List<QuestionSource> sources,
      SplittableRandom chance) {
    var job = jobs.get(arrival.job());
    var question = sources.get(arrival.job()).next();
    var messages = job.prompt().messages(question, hour / 24 + 1, schedule.date(hour));
    return new CallWriter.Line(
        id(number), arrival.second(), job, messages, question, Fate.draw(job, chance));
  }

  private static String id(long number) {
    var digits = Long.toString(number);
    return "sample-" + "0".repeat(Math.max(0, 8 - digits.length())) + digits;
  }
}
