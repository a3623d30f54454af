package io.millrace.flywheel.round;

import io.millrace.flywheel.audit.AttemptLog;
import io.millrace.flywheel.audit.AuditException;
import io.millrace.flywheel.audit.CallTable;
import io.millrace.flywheel.audit.CheaperAudit;
import io.millrace.flywheel.audit.Progress;
import io.millrace.flywheel.audit.ScenarioAudit;
import io.millrace.flywheel.audit.ScenarioCall;
import io.millrace.flywheel.audit.TrueLabels;
import io.millrace.flywheel.report.AuditReport.Reason;
import io.millrace.flywheel.round.RoundReport.Lesson;
import io.millrace.flywheel.round.RoundReport.Status;
import io.millrace.learn.template.ScenarioMatcher;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.model.Call;
import io.millrace.model.Certificate;
import io.millrace.model.Spend;
import io.millrace.store.StoreException;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.KnownScenario;
import io.millrace.store.control.Mode;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.RoundResult;
import io.millrace.store.control.RoundState;
import io.millrace.store.mask.MaskedCalls;
import io.millrace.store.policy.KeptPolicy;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicyException;
import io.millrace.store.policy.PolicyFiles;
import io.millrace.store.policy.PolicyFolder;
import io.millrace.store.policy.RetainedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * A process that dies during a round, at whatever moment, leaves one of two lawful states of each
 * scenario: without the new policy, or with it, waiting. What is on the disk, in this order:
 *
 *   the round's row (running), under a lock of the system that dies with the process
 *   the templates
 *   for each scenario: the attempt, before the certifying part is read; the policy's files; its row
 *   the round's row (done)
 *
 * The next round marks the row as interrupted, takes away files that no row names, and begins from
 * the call log: nothing half done is gone on with. Attempts stay spent.
 */

/// One turn of learning over a data folder: reads the call log, finds jobs, trains and certifies
/// students, and leaves policies that wait to be let out. One thread at a time; at most one round
/// runs on a data folder, over all processes.
public final class Round {
  /// Where the attempts are remembered, in the data folder.
  public static final String ATTEMPTS = "attempts.json";

  private static final String SPOOLS = "round";

  private final Path data;
  private final CallStore store;
  private final ControlStore control;
  private final RoundOptions options;
  private final Progress progress;
  private final InstantSource clock;
  private final String id;
  private final PolicyShelf shelf;
  private final CpuTime cpu = new CpuTime();
  private long read;

  private Round(
      Path data,
      CallStore store,
      ControlStore control,
      RoundOptions options,
      Progress progress,
      InstantSource clock,
      String id) {
    this.data = data;
    this.store = store;
    this.control = control;
    this.options = options;
    this.progress = progress;
    this.clock = clock;
    this.id = id;
    this.shelf = new PolicyShelf(data, control);
  }

  /// Holds a round. What came of it is also kept in the control store, where others learn of it.
  ///
  /// @param data the data folder that both stores are of
  /// @throws AuditException when attempts cannot be read or recorded, or the scenario that was
  ///   asked for is not known: the round is then on record as failed
  /// @throws StoreException when a store fails
  public static RoundOutcome hold(
      Path data,
      CallStore store,
      ControlStore control,
      RoundOptions options,
      Progress progress,
      InstantSource clock) {
    Optional<String> begun = control.beginRound(options.why());
    if (begun.isEmpty()) {
      return new RoundOutcome.Busy();
    }
    var round = new Round(data, store, control, options, progress, clock, begun.get());
    try {
      RoundReport report = round.turn();
      round.end(RoundState.DONE, RoundSummary.json(report));
      return new RoundOutcome.Held(report);
    } catch (RuntimeException | Error e) {
      round.fail(e);
      throw e;
    }
  }

  private void fail(Throwable e) {
    try {
      end(RoundState.FAILED, RoundSummary.failed(e));
    } catch (RuntimeException suppressed) {
      e.addSuppressed(suppressed);
    }
  }

  private void end(RoundState state, String summary) {
    long micros = cpu.micros();
    control.endRound(id, new RoundResult(state, read, micros, cost(micros), summary));
  }

  private long cost(long micros) {
    return CpuTime.picodollars(micros, options.terms().coreHourUsd());
  }

  private void noteSpent() {
    long micros = cpu.micros();
    control.spent(id, read, micros, cost(micros));
  }

  private RoundReport turn() {
    shelf.clear();
    AttemptLog attempts = AttemptLog.open(data.resolve(ATTEMPTS));
    takeOver(attempts);
    PastRounds past = PastRounds.of(control);
    boolean masked = options.masked() || maskedBefore(past);
    LoggedCalls first = read(masked);
    if (masked || !past.policiesInForce().isEmpty() || !first.seemMasked()) {
      return turn(first, masked, attempts, past);
    }
    first.close();
    return turn(read(true), true, attempts, past);
  }

  /// An audit keeps its own record of attempts; those behind a policy that was taken over from one
  /// are of the same account.
  private void takeOver(AttemptLog attempts) {
    Map<String, ScenarioTemplate> templates = new HashMap<>();
    control.scenarios().forEach(each -> templates.put(each.template().id(), each.template()));
    for (PolicyRecord policy : control.policies()) {
      ScenarioTemplate template = templates.get(policy.scenario());
      if (policy.origin().equals(PolicyRecord.FROM_AUDIT) && template != null) {
        Certificate certificate = PolicyFolder.certificate(policy.certificateJson());
        attempts.takeOver(template, certificate.dataHash(), certificate.attempt());
      }
    }
  }

  /// One gateway serves policies of one kind of text, so a round goes on with the kind of those
  /// that there are. Without any, what the calls look like decides.
  private boolean maskedBefore(PastRounds past) {
    var files = new PolicyFiles(data);
    return past.policiesInForce().stream().anyMatch(policy -> masked(files, policy));
  }

  private static boolean masked(PolicyFiles files, String policy) {
    try {
      return files.load(policy).text() == RetainedText.MASKED;
    } catch (PolicyException _) {
      return false; // it answers nothing either; who serves it reports it
    }
  }

  private LoggedCalls read(boolean masked) {
    UnaryOperator<Call> reading = masked ? MaskedCalls::of : call -> call;
    return LoggedCalls.read(store, spools(), reading, n -> progress.at("read", 0, count(n)));
  }

  private RoundReport turn(
      LoggedCalls calls, boolean masked, AttemptLog attempts, PastRounds past) {
    try (calls) {
      read = calls.read();
      noteSpent();
      CallTable table = new CallTable(calls.spool(), calls.sampling());
      progress.at("discover", 0, "");
      discover(table, past);
      noteSpent();
      List<Lesson> lessons = learn(table, masked, calls.shadows(), attempts, past);
      long micros = cpu.micros();
      return new RoundReport(id, read, calls.learned(), micros, cost(micros), lessons);
    }
  }

  private static String count(long calls) {
    return String.format(Locale.ROOT, "%,d", calls);
  }

  /// An empty folder for temporary files: a round that died could not delete its own.
  private Path spools() {
    Path folder = data.resolve(SPOOLS);
    try {
      Files.createDirectories(folder);
      try (Stream<Path> left = Files.list(folder)) {
        for (Path each : left.toList()) {
          Files.delete(each);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new StoreException(
          folder.toString(),
          "no temporary files can be made here (" + e.getMessage() + ")",
          "See that there is room and that the folder can be written",
          e);
    }
  }

  private void discover(CallTable table, PastRounds past) {
    List<ScenarioTemplate> known =
        control.scenarios().stream().map(KnownScenario::template).toList();
    List<ScenarioTemplate> mined = table.mine(options.terms().seed());
    List<ScenarioTemplate> all = new Identity(known, past.inForce()).settle(mined, table);
    table.recognise(all);
    control.learned(all);
  }

  private List<Lesson> learn(
      CallTable table, boolean masked, Shadows shadows, AttemptLog attempts, PastRounds past) {
    List<ScenarioTemplate> templates = table.templates();
    Map<String, Mode> modes = modes();
    List<CallTable.Total> totals = table.totals();
    List<Integer> order =
        IntStream.range(0, templates.size())
            .filter(s -> totals.get(s).calls() > 0)
            .filter(s -> options.scenario().map(templates.get(s).id()::equals).orElse(true))
            .boxed()
            .sorted(Comparator.comparingLong(s -> -totals.get(s).calls()))
            .toList();
    if (order.isEmpty() && options.scenario().isPresent()) {
      throw new AuditException(
          options.scenario().get()
              + ": there is no scenario of this id with calls; a round without --scenario lists"
              + " those that there are");
    }
    ScenarioMatcher matcher = ScenarioMatcher.of(templates);
    var audit =
        new ScenarioAudit(options.terms(), attempts, TrueLabels.NONE, options.terms().delta());
    var tiers = new CheaperRounds(options, attempts, shadows, control, past);
    List<Lesson> lessons = new ArrayList<>();
    int before = 0;
    for (int s : order) {
      int done = before++;
      ScenarioTemplate template = templates.get(s);
      var work = new Work(table, s, matcher, masked, past);
      Mode mode = modes.getOrDefault(template.id(), options.mode());
      Lesson lesson =
          lesson(
              work,
              mode,
              audit,
              (phase, share, detail) -> progress.at(phase, (done + share) / order.size(), detail));
      lessons.add(lesson);
      if (mode != Mode.OFF && lesson.policy().isEmpty()) {
        tiers
            .learn(template, work.calls, work.masked)
            .forEach(tried -> lessons.add(lesson(work, tried)));
      }
      noteSpent();
    }
    return lessons;
  }

  private Map<String, Mode> modes() {
    Map<String, Mode> modes = new HashMap<>();
    for (KnownScenario scenario : control.scenarios()) {
      scenario.mode().ifPresent(mode -> modes.put(scenario.template().id(), mode));
    }
    return modes;
  }

  /// A scenario's calls.
  private static final class Work {
    private final ScenarioTemplate template;
    private final PastRounds past;
    private final boolean masked;
    private final List<ScenarioCall> calls;

    Work(CallTable table, int scenario, ScenarioMatcher matcher, boolean masked, PastRounds past) {
      this.template = table.templates().get(scenario);
      this.past = past;
      this.masked = masked;
      Instant since = past.since(template.id()).orElse(Instant.MIN);
      this.calls =
          table.calls(scenario, matcher, ScenarioAudit.MOST_CALLS).stream()
              .filter(call -> !call.created().isBefore(since))
              .toList();
    }

    Instant until() {
      return calls.isEmpty() ? Instant.EPOCH : calls.getLast().created();
    }

    Lesson skipped(Reason reason) {
      return new Lesson(
          template.id(),
          template.name(),
          "",
          calls.size(),
          Status.SKIPPED,
          reason,
          masked,
          false,
          until(),
          0,
          null,
          "");
    }
  }

  private Lesson lesson(Work work, Mode mode, ScenarioAudit audit, Progress progress) {
    if (mode == Mode.OFF) {
      return work.skipped(new Reason("mode_off", Map.of()));
    }
    if (options.scenario().isEmpty()) {
      Optional<PastRounds.Due> notDue =
          work.past.notDue(work.template.id(), ScenarioAudit.usable(work.calls));
      if (notDue.isPresent()) {
        return work.skipped(
            new Reason(
                "not_due",
                Map.of(
                    "have", String.valueOf(notDue.get().have()),
                    "need", String.valueOf(notDue.get().need()))));
      }
    }
    var total = new CallTable.Total(work.calls.size(), 0, Spend.ZERO);
    ScenarioAudit.Result result = audit.run(work.template, work.calls, total, progress);
    return lesson(work, result, put(work, result.policy(), result.report().coverage()));
  }

  private Lesson lesson(Work work, CheaperRounds.Tried tried) {
    CheaperAudit.Result result = tried.result();
    Policy policy = result.policy();
    return new Lesson(
        work.template.id(),
        work.template.name(),
        tried.model(),
        tried.shadows(),
        policy != null ? Status.CERTIFIED : tried.due() ? Status.NOT_CERTIFIED : Status.SKIPPED,
        result.reason(),
        work.masked,
        result.trained(),
        tried.until(),
        result.coverage(),
        policy == null ? null : policy.certificate(),
        put(work, policy, result.coverage()));
  }

  /// @return the id of the new policy; empty without one
  private String put(Work work, @Nullable Policy policy, double coverage) {
    if (policy == null) {
      return "";
    }
    String name = work.template.id() + "-" + id;
    RetainedText text = work.masked ? RetainedText.MASKED : RetainedText.PLAIN;
    Instant now = clock.instant();
    var kept = new KeptPolicy(work.template, policy, text);
    shelf.add(name, id, now, kept, coverage);
    return name;
  }

  private static Lesson lesson(Work work, ScenarioAudit.Result result, String policy) {
    var report = result.report();
    Status status =
        switch (report.status()) {
          case CERTIFIED -> Status.CERTIFIED;
          case NOT_CERTIFIED -> Status.NOT_CERTIFIED;
          case NOT_LEARNABLE -> Status.NOT_LEARNABLE;
        };
    return new Lesson(
        work.template.id(),
        work.template.name(),
        "",
        work.calls.size(),
        status,
        report.reason(),
        work.masked,
        result.trainMillis() > 0,
        work.until(),
        report.coverage(),
        report.certificate(),
        policy);
  }
}
