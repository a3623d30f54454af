package io.millrace.gateway;

import io.millrace.model.CallId;
import io.millrace.model.Request;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.control.Experiment;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the policies and the experiments say of a call.
///
/// @param scenario the recognised scenario; empty without one
/// @param reason why it is this tier's, a short code
/// @param confidence the student's or the router's; NaN when it was not asked
/// @param answer what the student answers; null when the teacher does
/// @param model the other model that may answer: the cheaper one of which the router is sure, which
///   answers where the reason is `sure`, or the new one of an experiment; null without one
/// @param shadow what the student would have said; null when it was not asked or does answer
/// @param sure whether the student was sure enough to answer, whoever does
/// @param cheaper whether the scenario's policy is of a cheaper model
/// @param request the request as the policies read it; null when they did not
/// @param draw what was drawn for it
record Verdict(
    String scenario,
    String reason,
    double confidence,
    @Nullable String answer,
    @Nullable String model,
    @Nullable String shadow,
    boolean sure,
    boolean cheaper,
    @Nullable Request request,
    Entry.Draw draw) {
  private static final Verdict NONE =
      new Verdict(
          "", "no_policies", Double.NaN, null, null, null, false, false, null, Entry.Draw.NONE);

  /// @param conversation that the caller named; empty without one
  static Verdict of(Released released, InboundCall call, CallId id, String conversation) {
    boolean nothing = released.set() == null && released.experiments().isEmpty();
    if (nothing || call.operation() == Operation.EMBEDDINGS) {
      return NONE;
    }
    Request request = ExchangeReader.request(call.model(), call.json());
    Decision decision =
        released.set() == null
            ? new Decision.ByTeacher(null, "no_policies")
            : released.set().decide(request);
    List<Experiment> experiments = released.experiments();
    String unit = experiments.isEmpty() ? "" : Arm.unit(call.json(), conversation, id.text());
    Arm ofModel = Arm.ofModel(experiments, call.model(), unit).orElse(null);
    if (ofModel != null) {
      return inExperiment(ofModel, decision.scenarioId(), request);
    }
    String together = conversation.isEmpty() ? id.text() : conversation;
    return switch (decision) {
      case Decision.ByTeacher by -> byTeacher(released, by, request);
      case Decision.ByStudent by ->
          sure(by, request, Drawn.of(released, by.scenarioId(), id, together, unit));
      case Decision.ByModel by ->
          sure(by, request, Drawn.of(released, by.scenarioId(), id, together, unit));
    };
  }

  /// Neither arm of an experiment on models is answered by a policy: they are alike but for the
  /// model, and are no part of what the policy's audits speak of.
  private static Verdict inExperiment(Arm arm, @Nullable String scenario, Request request) {
    return new Verdict(
        scenario == null ? "" : scenario,
        "experiment",
        Double.NaN,
        null,
        arm.fresh() ? arm.experiment().model() : null,
        null,
        false,
        false,
        request,
        new Entry.Draw("", Double.NaN, false, null, arm.text()));
  }

  private static Verdict byTeacher(Released released, Decision.ByTeacher by, Request request) {
    String scenario = by.scenarioId() == null ? "" : by.scenarioId();
    Entry.Draw draw =
        !by.asked()
            ? Entry.Draw.NONE
            : new Entry.Draw(released.terms(scenario).policy(), 1, false, null, "");
    return new Verdict(
        scenario,
        by.reason(),
        by.confidence(),
        null,
        null,
        by.answer(),
        false,
        by.asked() && by.answer() == null,
        request,
        draw);
  }

  private static Verdict sure(Decision.ByStudent by, Request request, Drawn drawn) {
    return new Verdict(
        by.scenarioId(),
        drawn.reason(),
        by.confidence(),
        drawn.within() ? by.answer() : null,
        null,
        drawn.within() ? null : by.answer(),
        true,
        false,
        request,
        drawn.entry(drawn.within() && drawn.audited()));
  }

  /// Of a cheaper model no answer is at hand: where it may not answer, whether the two are compared
  /// is drawn with the audits' probability, and it is asked afterwards.
  private static Verdict sure(Decision.ByModel by, Request request, Drawn drawn) {
    return new Verdict(
        by.scenarioId(),
        drawn.reason(),
        by.score(),
        null,
        by.model(),
        null,
        true,
        true,
        request,
        drawn.entry(drawn.audited()));
  }

  /// What was drawn for a call of which a policy is sure.
  ///
  /// @param arm of an experiment on the policy; null without one
  /// @param within whether the policy answers
  /// @param audited whether it would be audited then
  private record Drawn(Released.Terms terms, @Nullable Arm arm, boolean within, boolean audited) {
    /// @param together what is answered by one tier: the conversation, else the call
    static Drawn of(Released released, String scenario, CallId id, String together, String unit) {
      Released.Terms terms = released.terms(scenario);
      Arm arm = Arm.ofScenario(released.experiments(), scenario, unit).orElse(null);
      boolean kept = arm == null || arm.fresh();
      return new Drawn(
          terms,
          arm,
          kept && Draws.within(terms.share(), terms.policy(), together),
          Draws.audited(terms.auditRate(), terms.policy(), id.text()));
    }

    String reason() {
      boolean left = arm != null && !arm.fresh();
      return within ? "sure" : left ? "experiment" : terms.outside();
    }

    Entry.Draw entry(boolean audit) {
      String text = arm == null ? "" : arm.text();
      return new Entry.Draw(terms.policy(), terms.referenceProbability(), audit, null, text);
    }
  }

  /// Whether the other model is asked first.
  boolean byModel() {
    return model != null && (reason.equals("sure") || ofExperiment());
  }

  /// Whether it is a call of an experiment on models.
  boolean ofExperiment() {
    return reason.equals("experiment") && draw.policy().isEmpty();
  }

  /// The tier that answers where the other model does.
  String modelTier() {
    return ofExperiment() ? "experiment" : "model";
  }

  /// The arm, as the caller is told it; empty without an experiment.
  String arm() {
    return draw.arm().substring(0, Math.max(0, draw.arm().lastIndexOf('/')));
  }

  /// The same call, left with the teacher because its conversation is: it is none of those that the
  /// policy answers.
  Verdict staying() {
    var drawn = new Entry.Draw(draw.policy(), 1, false, null, draw.arm());
    return byTeacher("conversation", false, drawn);
  }

  /// The same call after the other model failed: the teacher answers.
  Verdict failed() {
    return byTeacher("model_failed", true, draw);
  }

  private Verdict byTeacher(String why, boolean stillSure, Entry.Draw drawn) {
    return new Verdict(
        scenario, why, confidence, null, null, null, stillSure, cheaper, request, drawn);
  }
}
