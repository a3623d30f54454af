package io.millrace.app;

import io.millrace.app.demo.Callers;
import io.millrace.model.Answer;
import io.millrace.sandbox.LiveTraffic;
import io.millrace.sandbox.server.RecordedAnswers;
import io.millrace.sandbox.server.RecordedLog;
import io.millrace.sandbox.server.SandboxModel;
import io.millrace.sandbox.server.SandboxSettings;
import io.millrace.store.calllog.LoggedCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The calls of a demo, and the large model that answers them. Thread-safe once made.
final class DemoTraffic {
  private static final List<SandboxModel> MODELS =
      List.of(
          SandboxModel.chat("sandbox-large", Duration.ofMillis(45), Duration.ofNanos(700_000)),
          SandboxModel.chat("sandbox-small", Duration.ofMillis(25), Duration.ofNanos(300_000)));

  private final SandboxSettings sandbox;
  private final Supplier<Optional<Callers.Due>> next;
  private final Consumer<String> change;

  private DemoTraffic(
      SandboxSettings sandbox, Supplier<Optional<Callers.Due>> next, Consumer<String> change) {
    this.sandbox = sandbox;
    this.next = next;
    this.change = change;
  }

  static DemoTraffic of(DemoRun.Options options, Terminal terminal) {
    SandboxSettings settings =
        SandboxSettings.defaults().withSeed(options.seed()).withModels(MODELS);
    Path log = options.log();
    return log == null ? live(options.seed(), settings) : recorded(log, settings, terminal);
  }

  private static DemoTraffic live(long seed, SandboxSettings settings) {
    LiveTraffic traffic = LiveTraffic.of(seed);
    RecordedAnswers teacher =
        (_, messages) ->
            traffic
                .answer(messages)
                .map(text -> new RecordedAnswers.Recorded(new Answer.Complete(text), null));
    return new DemoTraffic(
        settings.withRecorded(teacher, false),
        () -> {
          LiveTraffic.Asked asked = traffic.next();
          return Optional.of(new Callers.Due(asked.job(), asked.body()));
        },
        traffic::change);
  }

  private static DemoTraffic recorded(Path file, SandboxSettings settings, Terminal terminal) {
    var log = new RecordedLog();
    Queue<Callers.Due> calls = new ArrayDeque<>();
    try (var progress = new ProgressLine(terminal, false)) {
      LogReading.bodies(
          List.of(file.toString()),
          terminal,
          progress,
          call -> {
            log.add(call.call());
            body(call).ifPresent(body -> calls.add(new Callers.Due("", body)));
          });
    }
    return new DemoTraffic(
        settings.withRecorded(log, false).withAnyModel().withSlowness(0.2),
        () -> Optional.ofNullable(calls.poll()),
        _ -> {});
  }

  /// The request as it was sent, but whole instead of streamed; empty for what is no chat.
  private static Optional<byte[]> body(LoggedCall call) {
    JsonNode body = call.body();
    if (!(body instanceof ObjectNode request) || !request.path("messages").isArray()) {
      return Optional.empty();
    }
    ObjectNode sent = request.deepCopy();
    sent.remove("stream");
    sent.remove("stream_options");
    if (!sent.path("model").isString()) {
      sent.put("model", call.call().model());
    }
    return Optional.of(sent.toString().getBytes(StandardCharsets.UTF_8));
  }

  SandboxSettings sandbox() {
    return sandbox;
  }

  Optional<Callers.Due> next() {
    return next.get();
  }

  /// Makes the large model answer a job by another rule from now on.
  void change(String job) {
    change.accept(job);
  }
}
