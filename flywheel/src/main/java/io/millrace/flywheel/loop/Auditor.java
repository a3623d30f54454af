package io.millrace.flywheel.loop;

import io.millrace.model.Answer;
import io.millrace.model.Cost;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.record.OwnCalls;
import io.millrace.provider.record.OwnCalls.Reply;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Observation;
import io.millrace.store.control.Outcome;
import io.millrace.store.control.Source;
import io.millrace.store.journal.JournalException;
import io.millrace.store.policy.CheaperModel;
import io.millrace.store.policy.PolicyFolder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks the teacher about calls that a student or a cheaper model answered, and those on which it
/// came to no answer, and a cheaper model about calls that were held out of its reach, outside of
/// any caller's wait. A teacher whose endpoint is down is asked again for hours; what never comes
/// counts as a disagreement. One thread at a time.
final class Auditor implements AutoCloseable {
  private static final Duration LEAST_WAIT = Duration.ofSeconds(2);
  private static final Duration MOST_WAIT = Duration.ofMinutes(5);

  private final ControlStore control;
  private final OwnCalls teacher;
  private final InstantSource clock;
  private final AuditCosts costs;
  private final Comparing comparing;
  private final Map<String, Optional<CheaperModel>> answerers = new ConcurrentHashMap<>();

  /// What was answered and not judged yet, by the observation's call: in memory, so that an answer
  /// is paid for again only after a restart.
  private final Map<String, Heard> heard = new ConcurrentHashMap<>();

  private record Heard(Answer answer, String auditCall) {}

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Auditor(ControlStore control, OwnCalls teacher, InstantSource clock, AuditCosts costs) {
    this.control = control;
    this.teacher = teacher;
    this.clock = clock;
    this.costs = costs;
    this.comparing = new Comparing(teacher, costs::spent);
  }

  /// Asks what is due.
  ///
  /// @param out gives the policies that are out; what belongs to others is not asked any more
  void advance(LoopSettings.Audits settings, Supplier<Set<String>> out)
      throws InterruptedException {
    while (true) {
      List<Observation> due = control.due(clock.instant(), settings.atOnce());
      // After what is due: a policy let out in between would be taken for one that is not.
      Set<String> live = out.get();
      List<Callable<Boolean>> work =
          due.stream().<Callable<Boolean>>map(each -> () -> decide(each, settings, live)).toList();
      boolean decided = false;
      for (Future<Boolean> each : threads.invokeAll(work)) {
        decided |= result(each);
      }
      if (!decided || due.size() < settings.atOnce()) {
        return;
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
      heard.remove(row.callId());
      return control.settled(row.callId(), Outcome.VOID, "");
    }
    byte[] request = row.request();
    String answer = row.answer();
    if (request == null || answer == null) {
      return control.settled(row.callId(), Outcome.MISSING, "");
    }
    Optional<CheaperModel> by = answeredBy(row.policy());
    // Of a student's call that was held out the student's answer is there, and the teacher's is
    // not.
    boolean ofModel = row.source() == Source.HELD_OUT && by.isPresent();
    Operation operation = Operation.valueOf(row.operation().toUpperCase(Locale.ROOT));
    var question =
        new Comparing.Question(
            row.callId(), row.scenario(), row.policy(), operation, row.model(), request);
    var known = new Answer.Complete(answer);
    Heard before = heard.get(row.callId());
    if (before != null) {
      Boolean verdict =
          ofModel
              ? comparing.agree(by, question, known, before.answer())
              : comparing.agree(by, question, before.answer(), known);
      return decided(row, settings, before, verdict);
    }
    var agreed = new AtomicReference<@Nullable Boolean>();
    Reply reply;
    try {
      reply =
          teacher.ask(
              operation,
              request,
              ofModel ? by.orElseThrow().model() : null,
              purpose(row, ofModel),
              said -> {
                Boolean verdict =
                    ofModel
                        ? comparing.agree(by, question, known, said)
                        : comparing.agree(by, question, said, known);
                agreed.set(verdict);
                return verdict;
              });
    } catch (JournalException e) {
      return later(row, settings, "the journal cannot be written");
    }
    return switch (reply) {
      case Reply.Answered answered -> {
        costs.spent(answered.cost() instanceof Cost.Priced priced ? priced : null);
        var said = new Heard(answered.answer(), answered.call().text());
        yield decided(row, settings, said, agreed.get());
      }
      // A cheaper model that cannot be asked would not have answered: the teacher would.
      case Reply.Refused refused when ofModel ->
          control.settled(row.callId(), Outcome.VOID, refused.call().text());
      case Reply.Unreachable unreachable when ofModel ->
          control.settled(row.callId(), Outcome.VOID, unreachable.call().text());
      case Reply.Refused refused ->
          control.settled(row.callId(), Outcome.MISSING, refused.call().text());
      case Reply.Unreachable unreachable ->
          later(row, settings, unreachable.status() + " " + clipped(unreachable.message()));
    };
  }

  private boolean decided(
      Observation row, LoopSettings.Audits settings, Heard said, @Nullable Boolean agreed) {
    heard.remove(row.callId());
    if (agreed == null) {
      boolean givenUp = later(row, settings, "the judge did not say");
      if (!givenUp) {
        heard.put(row.callId(), said);
      }
      return givenUp;
    }
    Outcome outcome = agreed ? Outcome.AGREED : Outcome.DISAGREED;
    return control.settled(row.callId(), outcome, said.auditCall());
  }

  private static OwnCalls.Purpose purpose(Observation row, boolean ofModel) {
    String purpose = ofModel ? "shadow" : "audit";
    return new OwnCalls.Purpose(purpose, row.callId(), row.scenario(), row.policy());
  }

  /// The cheaper model that answers under a policy; empty where a student does.
  private Optional<CheaperModel> answeredBy(String policy) {
    return answerers.computeIfAbsent(
        policy,
        id ->
            control.policies().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .flatMap(each -> PolicyFolder.answeredBy(each.certificateJson())));
  }

  private boolean later(Observation row, LoopSettings.Audits settings, String why) {
    Instant now = clock.instant();
    if (row.drawnAt().plus(settings.patience()).isBefore(now)) {
      return control.settled(row.callId(), Outcome.MISSING, "");
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
