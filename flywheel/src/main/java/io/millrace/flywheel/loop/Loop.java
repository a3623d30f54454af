package io.millrace.flywheel.loop;

import io.millrace.flywheel.experiment.ExperimentDesk;
import io.millrace.flywheel.experiment.ExperimentReport;
import io.millrace.model.CallId;
import io.millrace.model.Picodollars;
import io.millrace.provider.record.OwnCalls;
import io.millrace.store.StoreException;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.AuditMaterial;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Release;
import io.millrace.store.control.Round;
import io.millrace.store.journal.Journal;
import io.millrace.store.journal.JournalException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// The loop as it turns beside a gateway, in the process that holds the journal. It and the gateway
/// do not know each other: what is to be observed comes from the journal, and what it decides goes
/// into the control store.
///
/// Five threads: one takes observations and folds them, one asks the teacher, one asks cheaper
/// models, one lets policies out, one begins rounds. Trouble with a store is reported and tried
/// again; it ends no thread.
public final class Loop implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Loop.class.getName());
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration SLOW = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration TROUBLE = Duration.ofSeconds(5);

  /// What it works with; it closes none of them.
  ///
  /// @param material of audits whose calls are not recorded whole
  /// @param masked whether bodies in the call log are masked
  public record Parts(
      ControlStore control,
      CallStore calls,
      Journal journal,
      OwnCalls teacher,
      AuditMaterial material,
      boolean masked,
      RoundRunner rounds,
      InstantSource clock) {}

  private final Parts parts;
  private final Observer observer;
  private final Auditor auditor;
  private final Shadower shadower;
  private final Watch watch;
  private final Warnings warnings;
  private final Diagnosis diagnosis;
  private final Queue<Watch.Alarm> alarms = new ConcurrentLinkedQueue<>();
  private final Releaser releaser;
  private final Truth truth;
  private final ExperimentDesk experiments;
  private final Resting looks;
  private final RoundSchedule schedule;
  private final List<Thread> threads = new ArrayList<>();
  private volatile LoopSettings settings;
  private volatile boolean closing;

  private Loop(LoopSettings settings, Parts parts) {
    this.settings = settings;
    this.parts = parts;
    var costs = new AuditCosts(parts.control(), parts.clock());
    this.watch = new Watch(parts.control());
    this.warnings = new Warnings(parts.control(), parts.clock());
    this.diagnosis = new Diagnosis(parts.control(), parts.calls(), parts.teacher());
    this.observer =
        new Observer(parts.calls(), parts.control(), parts.material(), warnings, parts.masked());
    this.auditor = new Auditor(parts.control(), parts.teacher(), parts.clock(), costs);
    this.shadower =
        new Shadower(
            parts.calls(),
            parts.control(),
            parts.teacher(),
            parts.journal()::end,
            parts.clock(),
            parts.masked());
    this.releaser = new Releaser(parts.control(), watch, parts.clock(), costs);
    this.truth = new Truth(parts.control(), parts.calls(), parts.clock());
    this.experiments = new ExperimentDesk(parts.control(), parts.calls(), parts.clock());
    this.looks = new Resting(parts.clock(), LOOK);
    this.schedule = new RoundSchedule(parts.control(), parts.calls(), parts.clock());
  }

  /// Begins to turn.
  public static Loop start(LoopSettings settings, Parts parts) {
    var loop = new Loop(settings, parts);
    loop.run("loop-watch", TICK, loop::observe);
    loop.run("loop-audit", TICK, loop::audit);
    loop.run("loop-shadow", TICK, loop::shadow);
    loop.run("loop-release", SLOW, loop::release);
    loop.run("loop-learn", SLOW, loop::learn);
    return loop;
  }

  /// Takes other settings for what comes.
  public void reload(LoopSettings next) {
    settings = next;
  }

  @FunctionalInterface
  private interface Turn {
    void run() throws IOException, InterruptedException;
  }

  private void run(String name, Duration pause, Turn turn) {
    threads.add(
        Thread.ofVirtual()
            .name(name)
            .start(() -> {
              while (!closing) {
                LockSupport.parkNanos((once(name, turn) ? pause : TROUBLE).toNanos());
              }
            }));
  }

  private boolean once(String name, Turn turn) {
    try {
      turn.run();
      return true;
    } catch (InterruptedException e) {
      // closing
    } catch (IOException | StoreException | JournalException e) {
      LOG.log(System.Logger.Level.WARNING, "{0}: {1}", name, e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, name + " failed; it goes on", e);
    }
    return false;
  }

  private void observe() {
    long end = parts.journal().end();
    Set<String> out = out();
    observer.advance(!out.isEmpty(), end);
    for (PolicyRecord policy : parts.control().policies()) {
      Optional<Watch.Alarm> alarm =
          out.contains(policy.id()) ? watch.advance(policy, settings) : Optional.empty();
      if (alarm.isPresent()) {
        report(alarm.get());
        alarms.add(alarm.get());
        out = out(); // those that stood behind it are gone too
      }
    }
  }

  private void report(Watch.Alarm alarm) {
    LOG.log(
        System.Logger.Level.WARNING,
        "policy {0} of {1} was taken back: its answers and the teacher''s disagree more often than"
            + " promised, since about {2}",
        alarm.policy().id(),
        alarm.policy().name(),
        alarm.since());
  }

  private void audit() throws InterruptedException {
    auditor.advance(settings.audits(), this::out);
    Watch.Alarm alarm = alarms.poll();
    // A question that was masked is another one.
    if (alarm != null && !parts.masked()) {
      diagnosis.run(alarm);
    }
  }

  private void shadow() throws InterruptedException {
    shadower.advance(settings);
  }

  private void release() {
    warnings.keep(parts.control().releases());
    releaser.advance(settings, warnings.standing());
    if (!parts.masked()) {
      truth.advance(settings);
    }
    looks.advance(() -> experiments.decide().forEach(this::report));
  }

  private void report(ExperimentReport decided) {
    LOG.log(
        System.Logger.Level.INFO,
        "the experiment {0} is decided: {1}",
        decided.stored().plan().name(),
        decided.decision());
  }

  private void learn() throws IOException, InterruptedException {
    parts.control().markInterrupted();
    parts.control().uncharged().forEach(this::charge);
    Optional<String> due = schedule.due(settings.rounds());
    if (due.isPresent()) {
      parts.rounds().run(due.get());
    }
  }

  /// What a round cost goes into the journal once: a crash before the control store knows of it is
  /// told by the record's id.
  private void charge(Round round) {
    long salt = round.id().hashCode() * 0x9E3779B97F4A7C15L;
    CallId id = CallId.of(round.begun().toEpochMilli(), salt, ~salt);
    if (parts.calls().find(id).isEmpty()) {
      parts
          .teacher()
          .charge(
              id,
              "training",
              round.id(),
              new Picodollars(round.costPicodollars()),
              "processor time of " + round.id());
    }
    parts.control().charged(round.id(), id.text());
  }

  /// The policies that are out.
  private Set<String> out() {
    Set<String> out = new HashSet<>();
    for (Release release : parts.control().releases()) {
      if (release.stage().live()) {
        out.add(release.policy());
      }
    }
    return out;
  }

  /// Stops turning; what is under way is broken off and goes on at the next start.
  @Override
  public void close() {
    closing = true;
    threads.forEach(Thread::interrupt);
    auditor.close();
    shadower.close();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
