package io.millrace.flywheel.loop;

import io.millrace.flywheel.audit.CheaperAudit;
import io.millrace.flywheel.audit.Coins;
import io.millrace.flywheel.loop.LoopSettings.Cheaper;
import io.millrace.flywheel.release.NextSteps;
import io.millrace.flywheel.release.NextSteps.NextStep;
import io.millrace.model.Answer;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.record.OwnCalls;
import io.millrace.provider.record.OwnCalls.Reply;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.calls.CallFeed;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.KnownScenario;
import io.millrace.store.control.LabelTask;
import io.millrace.store.control.Mode;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.AnswerCheck;
import io.millrace.store.policy.CheaperModel;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/*
 * A call is drawn by a hash of its id, before anything is known of what the cheaper model would say,
 * and the probability is in the shadow's record. What ended before this began is never drawn: a crash
 * loses the few that were waiting, whatever they are, and none is asked twice.
 */

/// Asks cheaper models about a sample of the calls that the teacher answered and that no policy of
/// their scenario is sure of: what rounds learn from where a cheaper model is as good. One thread
/// at a time.
final class Shadower implements AutoCloseable {
  private static final int AT_A_TIME = 64;
  private static final int MOST_WAITING = 2000;

  private final CallStore calls;
  private final ControlStore control;
  private final OwnCalls own;
  private final Comparing comparing;
  private final LongSupplier journalEnd;
  private final InstantSource clock;
  private final boolean masked;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Drawn> waiting = new ArrayDeque<>();
  private @Nullable CallFeed feed;

  private record Drawn(Cheaper cheaper, CallRecord call) {}

  /// @param masked whether requests in the call log are masked, and so of no use for asking
  Shadower(
      CallStore calls,
      ControlStore control,
      OwnCalls own,
      LongSupplier journalEnd,
      InstantSource clock,
      boolean masked) {
    this.calls = calls;
    this.control = control;
    this.own = own;
    this.comparing = new Comparing(own, _ -> {}); // what is learned is no audit
    this.journalEnd = journalEnd;
    this.clock = clock;
    this.masked = masked;
  }

  /// Draws among what ended since the last time, and asks some of what was drawn.
  void advance(LoopSettings settings) throws InterruptedException {
    if (settings.cheaper().isEmpty() || masked) {
      feed = null;
      waiting.clear();
      return;
    }
    if (waiting.size() < AT_A_TIME) {
      draw(settings);
    }
    List<Callable<@Nullable Void>> work = new ArrayList<>();
    for (int i = 0; i < AT_A_TIME && !waiting.isEmpty(); i++) {
      Drawn drawn = waiting.remove();
      work.add(() -> {
        ask(drawn);
        return null;
      });
      if (work.size() >= settings.audits().atOnce() || waiting.isEmpty()) {
        for (Future<@Nullable Void> each : threads.invokeAll(work)) {
          finish(each);
        }
        work.clear();
      }
    }
  }

  private static void finish(Future<@Nullable Void> future) throws InterruptedException {
    try {
      future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException trouble) {
        throw trouble;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void draw(LoopSettings settings) {
    CallFeed reading = feed;
    if (reading == null) {
      reading = calls.feed(CallFilter.latest(Integer.MAX_VALUE), journalEnd.getAsLong());
      feed = reading;
    }
    Map<String, NextStep> open = open(settings);
    reading.advance((call, _) -> {
      for (Cheaper cheaper : settings.cheaper()) {
        if (waiting.size() < MOST_WAITING && wanted(call, cheaper, open)) {
          waiting.add(new Drawn(cheaper, call));
        }
      }
    });
  }

  /// The ends of the ladders of all scenarios that may have policies.
  private Map<String, NextStep> open(LoopSettings settings) {
    List<CheaperModel> models = settings.cheaper().stream().map(Cheaper::by).toList();
    NextSteps steps = NextSteps.of(control);
    Map<String, NextStep> open = new HashMap<>();
    for (KnownScenario each : control.scenarios()) {
      if (each.mode().orElse(settings.mode()) != Mode.OFF) {
        open.put(each.template().id(), steps.of(each.template().id(), models));
      }
    }
    return open;
  }

  private static boolean wanted(CallRecord call, Cheaper cheaper, Map<String, NextStep> open) {
    Entry.CallStarted started = call.started();
    Entry.CallEnded ended = Objects.requireNonNull(call.ended());
    NextStep step = open.get(ended.scenario());
    return step != null
        && started.purpose().isEmpty()
        && ended.tier().equals("teacher")
        && ended.outcome().equals("answered")
        && step.leftOver(ended)
        && step.models().contains(cheaper.by())
        && !ended.ofOtherModel()
        && started.request() != null
        && cheaper.standsInFor(started.model())
        && Coins.shadowed(started.call().text(), cheaper.by().model(), cheaper.sample());
  }

  private void ask(Drawn drawn) {
    Entry.CallStarted started = drawn.call().started();
    Entry.CallEnded ended = Objects.requireNonNull(drawn.call().ended());
    byte[] request = started.request();
    Optional<Answer> teacher = teacher(ended);
    if (request == null || teacher.isEmpty()) {
      return;
    }
    Operation operation = Operation.valueOf(started.operation().toUpperCase(Locale.ROOT));
    String id = started.call().text();
    var question =
        new Comparing.Question(id, ended.scenario(), "", operation, started.model(), request);
    var by = drawn.cheaper().by();
    Reply reply =
        own.ask(
            operation,
            request,
            by.model(),
            new OwnCalls.Purpose(
                "shadow", id, ended.scenario(), ended.draw().policy(), drawn.cheaper().sample()),
            lower -> comparing.agree(Optional.of(by), question, teacher.get(), lower));
    if (by.check() == AnswerCheck.JUDGE && reply instanceof Reply.Answered answered) {
      String shadow = answered.call().text();
      if (Coins.labelled(shadow)) {
        control.askLabels(
            List.of(
                new LabelTask(shadow, ended.scenario(), clock.instant(), CheaperAudit.LABELLED)));
      }
    }
  }

  private static Optional<Answer> teacher(Entry.CallEnded ended) {
    return Optional.ofNullable(ExchangeReader.complete(ended.response())).map(Answer.Complete::new);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
