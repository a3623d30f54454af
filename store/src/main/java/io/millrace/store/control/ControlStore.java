package io.millrace.store.control;

import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// The state of the loop, which the gateway and the flywheel share: what was found, what is
/// released, what was observed, what was asked. One file, `control.db` in the data folder, which
/// any number of processes may have open (docs/control-store.md). Thread-safe.
///
/// Every method is one transaction: when it returns, what it did is on the disk; when it throws,
/// nothing was done. All of them throw [StoreException] where the file cannot be read or written,
/// and [StateException] where what they are asked for is not lawful.
///
/// Times are kept to the microsecond.
public final class ControlStore implements AutoCloseable {
  private final ControlDatabase database;
  private final InstantSource clock;
  private final RoundLock roundLock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<Silencer> silencers = new CopyOnWriteArrayList<>();

  ControlStore(ControlDatabase database, InstantSource clock, RoundLock roundLock) {
    this.database = database;
    this.clock = clock;
    this.roundLock = roundLock;
  }

  /// Opens the store of a data folder, and makes it when it is not there.
  ///
  /// @throws StoreException when the file cannot be opened, is damaged, or was written by a newer
  ///   Millrace
  public static ControlStore open(Path data) {
    return open(data, InstantSource.system());
  }

  /// The same with a clock, which dates events, stages and rounds.
  public static ControlStore open(Path data, InstantSource clock) {
    return new ControlStore(
        ControlDatabase.open(data.resolve("control.db")),
        clock,
        new RoundLock(data.resolve("round.lock")));
  }

  /// A number that is another one after every commit, of this or of another process. Cheap: ask as
  /// often as you like. It means nothing to another instance.
  public long version() {
    return database.version();
  }

  /// Calls a listener after every commit of this instance that changed scenarios, policies or
  /// releases: in the committing thread, before the method returns, and under no lock, so that it
  /// may read. What it throws reaches the caller of the method, whose change stays.
  ///
  /// @return ends it
  public AutoCloseable onChange(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /// Keeps a policy from answering while its alarm is written, so that none answers once that is on
  /// the disk.
  public interface Silencer {
    /// From its return on no call is answered under the policy, whatever its release says.
    void silence(String policy);

    /// What its release says holds again.
    void restore(String policy);
  }

  /// Asks a silencer around every alarm of this instance, in the alarming thread. What it throws
  /// reaches the caller.
  ///
  /// @return ends it
  public AutoCloseable onAlarm(Silencer silencer) {
    silencers.add(silencer);
    return () -> silencers.remove(silencer);
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  private void change(ControlDatabase.Step step) {
    database.run(step, this::changed);
  }

  // Scenarios

  /// Every scenario that a round found, by id.
  public List<KnownScenario> scenarios() {
    return database.read(Scenarios::list);
  }

  /// Keeps templates, in place of earlier ones with their ids; modes stay.
  public void learned(List<ScenarioTemplate> templates) {
    change(sql -> Scenarios.learned(sql, clock.instant(), templates));
  }

  /// Sets what may happen to a scenario's new policies.
  ///
  /// @throws StateException when no round has found the scenario
  public void mode(String scenario, Mode mode, By by) {
    change(sql -> Scenarios.mode(sql, clock.instant(), scenario, mode, by));
  }

  // Policies and their releases

  /// Adds a policy, whose files are in place, and its release: waiting, all audited, on no calls.
  /// One behind a policy that is out no more is retired at once.
  ///
  /// @throws StateException when there is one with this id, no such scenario, or no policy that it
  ///   stands behind
  public void addPolicy(PolicyRecord policy) {
    change(sql -> Releases.add(sql, clock.instant(), policy));
  }

  /// All policies there ever were, oldest first.
  public List<PolicyRecord> policies() {
    return database.read(Releases::policies);
  }

  /// The release of each policy, in the same order.
  public List<Release> releases() {
    return database.read(Releases::list);
  }

  /// Moves a release, if it stands where the caller thinks. By the same commit the policies of the
  /// scenario that are not asked before it are retired when it goes out, and those behind it when
  /// it is live no longer. The stage that it stands in is lawful too: a canary grows that way.
  ///
  /// @param from where it must stand
  /// @param share of the calls that it may answer, from 0 to 1; kept as 0 where `to` is not live
  /// @param evidenceJson what it was decided on; empty without
  /// @return false when it stands elsewhere, and nothing was done
  /// @throws StateException when there is no such policy, one in its place is pinned, or one that
  ///   it stands behind is not live
  public boolean move(
      String policy, Set<Stage> from, Stage to, double share, By by, String evidenceJson) {
    requireShare("share", share);
    return database.write(
        sql -> Releases.move(sql, clock.instant(), policy, from, to, share, by, evidenceJson),
        this::changed);
  }

  /// Holds a policy's place against other policies of its scenario, or no longer. An alarm takes a
  /// pinned policy back all the same; who loses the place loses the pin.
  ///
  /// @throws StateException when there is no such policy
  public void pin(String policy, boolean pinned, By by) {
    change(sql -> Releases.pin(sql, clock.instant(), policy, pinned, by));
  }

  /// Sets how often a policy's answers are audited and how large a share the audit budget carries,
  /// both from 0 to 1. Leaves no event.
  ///
  /// @throws StateException when there is no such policy
  public void pace(String policy, double auditRate, double shareCap) {
    requireShare("audit rate", auditRate);
    requireShare("share cap", shareCap);
    change(sql -> Releases.pace(sql, policy, auditRate, shareCap));
  }

  private static void requireShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("the " + name + " is " + share + ", must be 0 to 1");
    }
  }

  /// What was done, latest first.
  public List<Event> events(Optional<String> scenario, int limit) {
    return database.read(sql -> Events.list(sql, scenario, limit));
  }

  // Observations

  /// Notes something that was found out about a policy, in the history of its scenario.
  ///
  /// @param kind `warning`, `teacher_changed`, `calls_changed`, `not_inferior`
  public void note(String scenario, String policy, String kind, By by, String evidenceJson) {
    database.run(sql ->
        Events.add(sql, clock.instant(), scenario, policy, kind, Double.NaN, by, evidenceJson));
  }

  /// How far an observer has read the journal: the position it gave last, -1 when it gave none.
  public long cursor(String name) {
    return database.read(sql -> Observations.cursor(sql, name));
  }

  /// Adds observations, in the order in which they were drawn, and moves the cursor. A call that
  /// was observed before is passed over, so that reading a piece of the journal again does no harm.
  /// Requests and answers are kept of pending rows only.
  public void observed(String cursorName, long position, List<NewObservation> rows) {
    database.run(sql -> Observations.observed(sql, clock.instant(), cursorName, position, rows));
  }

  /// Pending observations whose teacher is to be asked by now, the longest due first, whole.
  public List<Observation> due(Instant now, int limit) {
    return database.read(sql -> Observations.due(sql, now, limit));
  }

  /// Notes that the teacher could not be asked, and when it is to be asked again. Nothing when the
  /// observation is not pending.
  public void retryLater(String callId, Instant nextAt, String why) {
    database.run(sql -> Observations.retryLater(sql, callId, nextAt, why));
  }

  /// Decides a pending observation; its request and answer are dropped.
  ///
  /// @param auditCall the call in which the teacher was asked; empty without one
  /// @return false when it was not pending, and nothing was done
  public boolean settled(String callId, Outcome outcome, String auditCall) {
    if (outcome == Outcome.PENDING) {
      throw new IllegalArgumentException("what is settled is not pending");
    }
    return database.write(
        sql -> Observations.settled(sql, clock.instant(), callId, outcome, auditCall));
  }

  /// How many pending observations, of all policies, nobody was asked about yet.
  public long unaskedYet() {
    return database.read(Observations::unaskedYet);
  }

  /// Notes what audits cost until now.
  public void auditCost(AuditSpend spend) {
    database.run(sql -> AuditCosts.add(sql, clock.instant(), spend));
  }

  /// What audits cost since a time of the last two days, or up to five minutes longer.
  public AuditSpend auditCosts(Instant since) {
    return database.read(sql -> AuditCosts.since(sql, since));
  }

  /// How far a policy's observations are folded; empty when none is.
  public Optional<Watched> watched(String policy) {
    return database.read(sql -> Observations.watched(sql, policy));
  }

  /// A policy's next observations to fold, in the order of drawing: those after the last folded
  /// one, up to the first that is pending. Void ones are left out.
  public List<Observation> unfolded(String policy, int limit) {
    return database.read(sql -> Observations.unfolded(sql, policy, limit));
  }

  /// A policy's observations of every outcome, in the order of drawing, after a place in it.
  public List<Observation> observations(String policy, long afterSeq, int limit) {
    return database.read(sql -> Observations.list(sql, policy, afterSeq, limit));
  }

  /// Keeps the monitors' state after a policy's observations up to one of them.
  ///
  /// @throws StateException when they were folded as far before, or one of them is pending
  public void folded(String policy, long lastSeq, byte[] state) {
    database.run(sql -> Observations.folded(sql, policy, lastSeq, state));
  }

  /// The same where a monitor fired: takes the policy back with its evidence, in the one commit,
  /// and retires those behind it. Silencers are asked before the commit; once it returns, this
  /// process's listeners have run. A policy that waits or was replaced is taken back too.
  ///
  /// @return false when it had been rolled back before: then the state is kept and nothing else
  /// @throws StateException as [#folded] does
  public boolean alarm(String policy, long lastSeq, byte[] state, By by, String evidenceJson) {
    silencers.forEach(each -> each.silence(policy));
    try {
      return database.write(
          sql -> {
            Observations.folded(sql, policy, lastSeq, state);
            return Releases.alarm(sql, clock.instant(), policy, by, evidenceJson);
          },
          this::changed);
    } finally {
      silencers.forEach(each -> each.restore(policy));
    }
  }

  /// How a policy's observations came out, in all and since its present stage and share began.
  public Counts counts(String policy) {
    return database.read(sql -> Observations.counts(sql, policy));
  }

  // Rounds

  /// Begins a round, unless one is running, here or in another process. Rounds whose process died
  /// are marked as interrupted. This instance holds the place until [#endRound] or [#close].
  ///
  /// @return the round's id, `r7`; empty while another is running
  public Optional<String> beginRound(String why) {
    if (!roundLock.take()) {
      return Optional.empty();
    }
    boolean begun = false;
    try {
      String id =
          database.write(sql -> {
            Rounds.interrupted(sql, clock.instant());
            return Rounds.begin(sql, clock.instant(), why);
          });
      begun = true;
      return Optional.of(id);
    } finally {
      if (!begun) {
        roundLock.close();
      }
    }
  }

  /// Notes what a running round has taken by now: what is left of it when its process dies.
  public void spent(String id, long calls, long cpuMicros, long costPicodollars) {
    database.run(sql -> Rounds.spent(sql, id, calls, cpuMicros, costPicodollars));
  }

  /// Ends a round; the next one may begin even if this throws.
  ///
  /// @throws StateException when it is not running
  public void endRound(String id, RoundResult result) {
    try (roundLock) {
      database.run(sql -> Rounds.end(sql, clock.instant(), id, result));
    }
  }

  /// Marks rounds as interrupted whose process died. Nothing while a round is running, here or in
  /// another process. Cheap: the place of rounds is taken, for a moment, only where one seems to be
  /// running, so ask as often as you like.
  ///
  /// @return how many
  public int markInterrupted() {
    if (!database.read(Rounds::running) || !roundLock.take()) {
      return 0;
    }
    try (roundLock) {
      return database.write(sql -> Rounds.interrupted(sql, clock.instant()));
    }
  }

  /// Rounds, latest first.
  public List<Round> rounds(int limit) {
    return database.read(sql -> Rounds.list(sql, limit));
  }

  /// The last round that was done and those that were begun after it, latest first; all of them
  /// where none was done.
  public List<Round> roundsSinceDone() {
    return database.read(Rounds::sinceDone);
  }

  /// Rounds that ended, took something, and are not charged in the journal yet; oldest first.
  public List<Round> uncharged() {
    return database.read(Rounds::uncharged);
  }

  /// Notes the call that charges a round; the first one stays.
  public void charged(String id, String callId) {
    database.run(sql -> Rounds.charged(sql, id, callId));
  }

  // Feedback and labels

  /// Keeps feedback.
  ///
  /// @return its id
  public long feedback(Feedback feedback) {
    return database.write(sql -> Labels.feedback(sql, feedback));
  }

  /// Feedback in the order of arrival.
  public List<StoredFeedback> feedback(FeedbackQuery query) {
    return database.read(sql -> Labels.feedback(sql, query));
  }

  /// Asks for the true answers of calls. A call that was asked for before is passed over.
  public void askLabels(List<LabelTask> tasks) {
    database.run(sql -> Labels.ask(sql, tasks));
  }

  /// The observations of a policy that disagreed and about which nobody was asked yet, in the order
  /// of drawing.
  public List<Observation> unasked(String policy, int limit) {
    return database.read(sql -> Observations.unasked(sql, policy, limit));
  }

  /// Calls whose true answer is asked for, the longest first.
  public List<LabelTask> openLabels(Optional<String> scenario, int limit) {
    return database.read(sql -> Labels.open(sql, scenario, limit));
  }

  /// Gives a call's true answer.
  ///
  /// @return false when it is not asked for, or no longer
  public boolean label(String call, String answer, String by, Instant at) {
    return database.write(sql -> Labels.label(sql, call, answer, by, at));
  }

  /// Gives up on tasks drawn before a time. They are counted against: an answer that never came is
  /// no chance event.
  ///
  /// @return how many
  public int expireLabels(Instant before) {
    return database.write(sql -> Labels.expire(sql, clock.instant(), before));
  }

  /// All tasks of a scenario, in the order of drawing.
  public List<LabelTask> labels(String scenario) {
    return database.read(sql -> Labels.of(sql, scenario));
  }

  // Experiments

  /// All experiments there ever were, in the order in which they began.
  public List<StoredExperiment> experiments() {
    return database.read(Experiments::list);
  }

  /// Whether [#planExperiments] would take these.
  ///
  /// @throws StateException when it would not
  public void checkExperiments(List<Experiment> planned) {
    database.run(sql -> Experiments.check(sql, planned));
  }

  /// Says which experiments there are from now on: new ones begin, the same go on, and those that
  /// are not among them end.
  ///
  /// @throws StateException when one with such a name began with another plan; nothing is changed
  public void planExperiments(List<Experiment> planned) {
    change(sql -> Experiments.plan(sql, clock.instant(), planned));
  }

  /// Notes an experiment's decision; the first one stays.
  ///
  /// @param decision `ship`, `stop` or `broken`
  /// @return false when it was decided before, or is not known
  public boolean decideExperiment(String name, String decision, String evidenceJson) {
    return database.write(
        sql -> Experiments.decided(sql, clock.instant(), name, decision, evidenceJson),
        this::changed);
  }

  /// Closes the file; a round that was begun here and not ended may be begun anew by others.
  @Override
  public void close() {
    try (roundLock) {
      database.close();
    }
  }
}
