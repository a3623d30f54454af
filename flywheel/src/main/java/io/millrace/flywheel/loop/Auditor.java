package io.millrace.flywheel.loop;

import io.millrace.model.Answer;
import io.millrace.model.Cost;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.record.OwnCalls;
import io.millrace.provider.record.OwnCalls.Reply;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Observation;
import io.millrace.store.control.Outcome;
import io.millrace.store.journal.JournalException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Asks the teacher about calls that a student answered, outside of any caller's wait. An endpoint
/// that is down is asked again for hours; what never comes counts as a disagreement. One thread at
/// a time.
final class Auditor implements AutoCloseable {
  private static final Duration LEAST_WAIT = Duration.ofSeconds(2);
  private static final Duration MOST_WAIT = Duration.ofMinutes(5);

  private final ControlStore control;
  private final OwnCalls teacher;
  private final InstantSource clock;
  private final AuditCosts costs;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Auditor(ControlStore control, OwnCalls teacher, InstantSource clock, AuditCosts costs) {
    this.control = control;
    this.teacher = teacher;
    this.clock = clock;
    this.costs = costs;
  }

  /// Asks what is due.
  ///
  /// @param out the policies that are out; what belongs to others is not asked any more
  /// @return whether anything was decided
  boolean advance(LoopSettings.Audits settings, Set<String> out) throws InterruptedException {
    boolean any = false;
    while (true) {
      List<Observation> due = control.due(clock.instant(), settings.atOnce());
      List<Callable<Boolean>> work =
          due.stream().<Callable<Boolean>>map(each -> () -> decide(each, settings, out)).toList();
      boolean decided = false;
      for (Future<Boolean> each : threads.invokeAll(work)) {
        decided |= result(each);
      }
      any |= decided;
      if (!decided || due.size() < settings.atOnce()) {
        return any;
      }
    }
  }

  private static boolean result(Future<Boolean> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException trouble) {
        throw trouble;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private boolean decide(Observation row, LoopSettings.Audits settings, Set<String> out) {
    if (!out.contains(row.policy())) {
      return control.settled(row.callId(), Outcome.VOID, "", null);
    }
    byte[] request = row.request();
    String answer = row.answer();
    if (request == null || answer == null) {
      return control.settled(row.callId(), Outcome.MISSING, "", null);
    }
    var purpose = new OwnCalls.Purpose("audit", row.callId(), row.scenario(), row.policy());
    Reply reply;
    try {
      reply =
          teacher.ask(
              Operation.valueOf(row.operation().toUpperCase(Locale.ROOT)),
              request,
              null,
              purpose,
              said -> said instanceof Answer.Complete(String text) && text.equals(answer));
    } catch (JournalException e) {
      return later(row, settings, "the journal cannot be written");
    }
    return switch (reply) {
      case Reply.Answered answered -> {
        String text = answered.answer() instanceof Answer.Complete(String said) ? said : null;
        costs.spent(answered.cost() instanceof Cost.Priced priced ? priced : null);
        Outcome outcome = answer.equals(text) ? Outcome.AGREED : Outcome.DISAGREED;
        yield control.settled(row.callId(), outcome, answered.call().text(), text);
      }
      case Reply.Refused refused ->
          control.settled(row.callId(), Outcome.MISSING, refused.call().text(), null);
      case Reply.Unreachable unreachable ->
          later(row, settings, unreachable.status() + " " + clipped(unreachable.message()));
    };
  }

  private boolean later(Observation row, LoopSettings.Audits settings, String why) {
    Instant now = clock.instant();
    if (row.drawnAt().plus(settings.patience()).isBefore(now)) {
      return control.settled(row.callId(), Outcome.MISSING, "", null);
    }
    control.retryLater(row.callId(), now.plus(pause(row.attempts())), why);
    return false;
  }

  /// Twice as long each time.
  static Duration pause(int attempts) {
    Duration wait = LEAST_WAIT.multipliedBy(1L << Math.min(attempts, 10));
    return wait.compareTo(MOST_WAIT) > 0 ? MOST_WAIT : wait;
  }

  private static String clipped(String message) {
    return message.length() > 200 ? message.substring(0, 200) : message;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
