package io.millrace.flywheel.audit;

import io.millrace.flywheel.report.AuditReport.Reason;
import io.millrace.learn.route.RouteExample;
import io.millrace.learn.route.Router;
import io.millrace.learn.route.RouterOptions;
import io.millrace.learn.route.RouterTrainer;
import io.millrace.learn.route.TrainedRouter;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.model.Answer;
import io.millrace.model.Certificate;
import io.millrace.proof.Outcomes;
import io.millrace.proof.SelectivePlan;
import io.millrace.proof.Verdict;
import io.millrace.store.policy.AnswerCheck;
import io.millrace.store.policy.Answerer;
import io.millrace.store.policy.CheaperModel;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicyBinding;
import io.millrace.store.policy.PolicyFolder;
import io.millrace.store.policy.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * The way is ScenarioAudit's, with a router in the student's place and "does the cheaper model's answer
 * agree?" in the answer's:
 *
 *   shadowed calls -> eligible -> units -> train | tune | certify, thinned to uniform samples
 *   train          -> router; stored, read back, and only that copy is measured
 *   tune           -> thresholds and their order, with what the folds of train said out of fold
 *   (the attempt is forced to disk: of the same account as the students' attempts)
 *   certify        -> walked once
 *
 * The shadowed calls are a sample of the scenario's calls that was drawn by a coin which knew nothing of
 * the answers. A certificate counts inputs, and one that is asked often has many coins: so a unit is in
 * the sample by the coin of its earliest call alone, and calls without a shadow stand in for their
 * inputs. Then what holds for the sample holds for all. Where a judge says what agrees, its verdicts are
 * only a cheap look: the risk of a threshold is bounded with the verdicts corrected by people's, on a
 * sample of them that was drawn in the same way (JudgedRisk).
 */

/// Trains a router before a cheaper model and certifies the two, on calls that the teacher answered
/// and the cheaper model was asked about in shadow. One thread at a time.
public final class CheaperAudit {
  private final AuditOptions options;
  private final AttemptLog attempts;
  private final double delta;

  /// @param delta the scenario's failure probability, before it is spent over attempts
  public CheaperAudit(AuditOptions options, AttemptLog attempts, double delta) {
    this.options = options;
    this.attempts = attempts;
    this.delta = delta;
  }

  /// The share of a judge's verdicts that a person is asked about.
  public static final double LABELLED = 0.2;

  /// What a shadow came to.
  ///
  /// @param agrees whether the cheaper model's answer agreed with the teacher's
  /// @param probability with which the call was drawn for a shadow, in (0, 1\]
  /// @param label what a person said of a judge's verdict
  public record Shadow(boolean agrees, double probability, Label label) {}

  /// What is known of the truth behind a judge's verdict.
  public enum Label {
    /// Nobody was asked.
    NOT_DRAWN,
    AS_GOOD,
    WORSE,
    /// A person was asked and has not answered: counted as worse.
    MISSING
  }

  /// What came of it.
  ///
  /// @param reason why there is no policy, or `certified`
  /// @param trained whether a router was trained
  /// @param coverage share of the certifying units that the cheaper model answers
  /// @param policy null unless certified
  public record Result(Reason reason, boolean trained, double coverage, @Nullable Policy policy) {}

  /// Learns where a cheaper model may answer.
  ///
  /// @param behind ids of the policies that leave the calls over, the first one first
  /// @param calls all of the scenario's from the first one with a shadow to the last, in time
  ///   order, whoever answered them
  /// @param shadows by call id
  /// @throws AuditException when the attempt cannot be recorded; nothing was certified then
  public Result run(
      ScenarioTemplate template,
      CheaperModel by,
      List<String> behind,
      List<ScenarioCall> calls,
      Map<String, Shadow> shadows) {
    Eligible eligible = Eligible.of(calls);
    List<Unit> units = Units.of(verdicts(eligible.calls(), shadows));
    Split whole = Split.byTime(units);
    Split split =
        new Split(
            whole.train().stream().filter(unit -> !unit.lessons().isEmpty()).toList(),
            UniformSample.of(whole.tune()).units(),
            UniformSample.of(whole.certify()).units());
    Reason early = tooFew(units, split);
    if (early != null) {
      return new Result(early, false, 0, null);
    }
    List<RouteExample> examples = new ArrayList<>();
    for (Unit unit : split.train()) {
      for (Unit.Lesson lesson : unit.lessons()) {
        examples.add(RouteExample.compared(lesson.input(), lesson.answer().equals(YES) ? 1 : 0));
      }
    }
    TrainedRouter trained =
        RouterTrainer.train(
            examples, new RouterOptions(options.seed(), options.threads(), options.encoders()));
    byte[] stored = PolicyFolder.routerBytes(trained.router());
    return certify(
        new Work(
            template,
            by,
            behind,
            eligible,
            split,
            served(stored),
            Sha256.of(stored),
            planning(split, trained, served(stored)),
            shadows));
  }

  private static final String YES = "agrees";
  private static final String NO = "differs";

  private record Work(
      ScenarioTemplate template,
      CheaperModel by,
      List<String> behind,
      Eligible eligible,
      Split split,
      Router router,
      String hash,
      Outcomes planning,
      Map<String, Shadow> shadows) {}

  /// The same calls with what the comparison came to in the place of the answer, withheld where
  /// there was none.
  private static List<ScenarioCall> verdicts(
      List<ScenarioCall> calls, Map<String, Shadow> shadows) {
    List<ScenarioCall> verdicts = new ArrayList<>();
    for (ScenarioCall call : calls) {
      Shadow shadow = shadows.get(call.id());
      Answer verdict =
          shadow == null ? new Answer.Absent() : new Answer.Complete(shadow.agrees() ? YES : NO);
      verdicts.add(
          new ScenarioCall(
              call.id(),
              call.created(),
              call.conversation(),
              call.model(),
              call.version(),
              call.input(),
              call.form(),
              verdict,
              call.usage(),
              call.latencyMillis(),
              call.cost(),
              shadow == null ? 1 : shadow.probability(),
              shadow == null));
    }
    return verdicts;
  }

  private @Nullable Reason tooFew(List<Unit> units, Split split) {
    int least = Certifying.leastUnits(options.alpha(), delta);
    int need =
        (int)
            Math.ceil(
                Math.max(
                    Enough.LEAST_TRAINING / Split.Shares.TRAIN,
                    least / (1 - Split.Shares.TRAIN - Split.Shares.TUNE)));
    long have = units.stream().filter(Unit::answered).count();
    boolean scarce = split.train().size() < Enough.LEAST_TRAINING || split.certify().size() < least;
    return have < need || scarce
        ? new Reason(
            "too_few_shadows", Map.of("have", String.valueOf(have), "need", String.valueOf(need)))
        : null;
  }

  private static Router served(byte[] stored) {
    try {
      return PolicyFolder.router(stored);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Tune, and what the folds of train said out of fold of a uniform sample of it.
  private static Outcomes planning(Split split, TrainedRouter trained, Router router) {
    Set<Unit> sample = Collections.newSetFromMap(new IdentityHashMap<>());
    sample.addAll(UniformSample.of(split.train()).units());
    List<Double> scores = new ArrayList<>();
    List<Boolean> wrong = new ArrayList<>();
    int next = 0;
    for (Unit unit : split.train()) {
      for (Unit.Lesson lesson : unit.lessons()) {
        double score = trained.outOfFold()[next++];
        if (sample.contains(unit)) {
          scores.add(score);
          wrong.add(lesson.answer().equals(NO));
        }
      }
    }
    for (Unit unit : split.tune()) {
      scores.add(router.score(unit.input()));
      wrong.add(unit.answer().equals(NO));
    }
    return outcomes(scores, wrong);
  }

  private static Outcomes outcomes(List<Double> scores, List<Boolean> wrong) {
    boolean[] verdicts = new boolean[wrong.size()];
    for (int i = 0; i < verdicts.length; i++) {
      verdicts[i] = wrong.get(i);
    }
    return Outcomes.ofWrong(scores.stream().mapToDouble(score -> score).toArray(), verdicts);
  }

  private Result certify(Work work) {
    List<Unit> units = work.split().certify();
    List<String> rows = ScenarioAudit.rowHashes(units);
    List<String> ids = ScenarioAudit.lineage(work.template());
    int attempt = attempts.next(ids, rows);
    double attemptDelta = Certifying.share(delta, attempt);
    SelectivePlan plan =
        SelectivePlan.of(work.planning(), units.size(), options.alpha(), attemptDelta);
    boolean judged = work.by().check() == AnswerCheck.JUDGE;
    if (plan.forecast().power() < Certifying.LEAST_POWER) {
      return new Result(reason(plan.outlook()), true, 0, null);
    }
    if (judged && !JudgedRisk.possible(units, work.shadows(), options.alpha(), attemptDelta)) {
      return new Result(JudgedRisk.tooFew(units, work.shadows()), true, 0, null);
    }
    attempts.record(ids, ScenarioAudit.dataHash(units), rows);
    double[] scores = units.stream().mapToDouble(u -> work.router().score(u.input())).toArray();
    if (judged) {
      var risk = new JudgedRisk(units, scores, work.shadows(), options.alpha(), attemptDelta);
      return risk.last(plan.thresholds())
          .map(passed -> issued(work, passed, attempt, attemptDelta))
          .orElseGet(() -> new Result(JudgedRisk.tooFew(units, work.shadows()), true, 0, null));
    }
    boolean[] wrong = new boolean[scores.length];
    for (int i = 0; i < wrong.length; i++) {
      wrong[i] = units.get(i).answer().equals(NO);
    }
    return switch (plan.test(Outcomes.ofWrong(scores, wrong))) {
      case Verdict.Certified c ->
          issued(
              work,
              new Passed(
                  c.answered(),
                  c.disagreed(),
                  c.threshold(),
                  c.riskUpper(),
                  c.step().pValue(),
                  c.terms().method()),
              attempt,
              attemptDelta);
      case Verdict.NotCertified n -> new Result(reason(n.reason()), true, 0, null);
    };
  }

  private Reason reason(io.millrace.proof.Reason why) {
    Reason reason = Certifying.reason(why, options.alpha());
    return new Reason("cheaper_" + reason.code(), reason.values());
  }

  /// A threshold that passed.
  record Passed(
      int answered,
      int disagreed,
      double threshold,
      double riskUpper,
      double pValue,
      String method) {}

  private Result issued(Work work, Passed passed, int attempt, double attemptDelta) {
    List<Unit> units = work.split().certify();
    double coverage = (double) passed.answered() / units.size();
    if (coverage < ScenarioAudit.LEAST_COVERAGE) {
      return new Result(
          new Reason("cheaper_under_a_tenth", Map.of("coverage", Reasons.share(coverage))),
          true,
          0,
          null);
    }
    AnswerCheck check = work.by().check();
    Comparator<Instant> order = Comparator.naturalOrder();
    var certificate =
        new Certificate(
            "selective",
            options.alpha(),
            options.delta(),
            check == AnswerCheck.EXACT ? "record" : check.word(),
            "distinct_inputs",
            units.size(),
            passed.answered(),
            passed.disagreed(),
            passed.disagreed(),
            passed.riskUpper(),
            passed.threshold(),
            passed.method(),
            passed.pValue(),
            attempt,
            attemptDelta,
            options.seed(),
            units.stream().map(Unit::created).min(order).orElseThrow(),
            units.stream().map(Unit::created).max(order).orElseThrow(),
            ScenarioAudit.dataHash(units),
            work.hash());
    var binding =
        new PolicyBinding(
            work.eligible().teacher(),
            ScenarioAudit.versions(work.eligible(), work.split()),
            work.eligible().forms(),
            work.eligible().answerTokens(),
            work.behind());
    var provenance =
        new Policy.Provenance(
            ScenarioAudit.dataHash(work.split().train()),
            work.split().train().size(),
            options.seed(),
            options.encoders() ? "all" : "fast",
            Audit.VERSION);
    var policy =
        new Policy(
            work.template().id(),
            work.template().name(),
            binding,
            certificate,
            provenance,
            new Answerer.OfModel(work.by(), work.router()));
    return new Result(new Reason("certified", Map.of()), true, coverage, policy);
  }
}
