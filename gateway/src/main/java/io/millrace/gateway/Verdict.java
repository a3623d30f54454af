package io.millrace.gateway;

import io.millrace.model.CallId;
import io.millrace.model.Request;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.Decision;
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
/// @param cheaper whether a cheaper model answers some of the scenario's calls
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

  /// @param named what the caller named
  static Verdict of(Released released, InboundCall call, CallId id, Named named) {
    boolean nothing = released.set() == null && released.experiments().isEmpty();
    if (nothing || call.operation() == Operation.EMBEDDINGS) {
      return NONE;
    }
    Request request = ExchangeReader.request(call.model(), call.json());
    Arm arm = null;
    if (!released.experiments().isEmpty()) {
      String scenario =
          released.set() == null ? null : released.set().recognise(request).orElse(null);
      arm = arm(released, scenario, call, id, named);
      if (arm != null && (arm.experiment().ofModel() || !arm.fresh())) {
        return inExperiment(arm, scenario, request);
      }
    }
    Decision decision =
        released.set() == null
            ? new Decision.ByTeacher(null, "no_policies")
            : released.set().decide(request);
    Verdict verdict = byPolicies(released, decision, request, id, named);
    return arm == null ? verdict : verdict.in(arm);
  }

  /// What a caller says that its call belongs to; empty where it does not.
  record Named(String conversation, String action) {}

  private static @Nullable Arm arm(
      Released released, @Nullable String scenario, InboundCall call, CallId id, Named named) {
    boolean out = scenario != null && released.wholly(scenario);
    String unit = Arm.unit(call.json(), named.conversation(), named.action(), id.text());
    return Arm.of(released.experiments(), call.model(), out ? scenario : null, unit).orElse(null);
  }

  /// No policy answers calls of an experiment on models, whose arms are alike but for the model,
  /// nor the old arm of one on a policy. They are no part of what the policy's audits speak of.
  private static Verdict inExperiment(Arm arm, @Nullable String scenario, Request request) {
    boolean other = arm.fresh() && arm.experiment().ofModel();
    return new Verdict(
        scenario == null ? "" : scenario,
        "experiment",
        Double.NaN,
        null,
        other ? arm.experiment().model() : null,
        null,
        false,
        false,
        request,
        new Entry.Draw("", Double.NaN, false, null, arm.text()));
  }

  private static Verdict byPolicies(
      Released released, Decision decision, Request request, CallId id, Named named) {
    String together = named.conversation().isEmpty() ? id.text() : named.conversation();
    return switch (decision) {
      case Decision.ByTeacher by -> byTeacher(released, by, request);
      case Decision.ByStudent by -> sure(released, by, request, id, together);
      case Decision.ByModel by ->
          sure(released.terms(by.scenarioId(), by.step()), by, request, id, together);
    };
  }

  private static Verdict byTeacher(Released released, Decision.ByTeacher by, Request request) {
    String scenario = by.scenarioId() == null ? "" : by.scenarioId();
    Entry.Draw draw =
        !by.asked()
            ? Entry.Draw.NONE
            : new Entry.Draw(released.terms(scenario, by.step()).policy(), 1, false, null, "");
    return new Verdict(
        scenario,
        by.reason(),
        by.confidence(),
        null,
        null,
        by.answer(),
        false,
        released.cheaper(scenario),
        request,
        draw);
  }

  /// Whether student and teacher are compared is drawn without a look at who answers: a
  /// conversation is answered by one of them from beginning to end, and those that the student
  /// never answers must not speak louder than the others.
  ///
  /// @param together what is answered by one tier: the conversation, else the call
  private static Verdict sure(
      Released released, Decision.ByStudent by, Request request, CallId id, String together) {
    Released.Terms terms = released.terms(by.scenarioId(), by.step());
    boolean within = Draws.within(terms.share(), terms.policy(), together);
    boolean compared = Draws.audited(terms.auditRate(), terms.policy(), id.text());
    var draw = new Entry.Draw(terms.policy(), terms.referenceProbability(), compared, null, "");
    return new Verdict(
        by.scenarioId(),
        within ? "sure" : terms.outside(),
        by.confidence(),
        within ? by.answer() : null,
        null,
        within ? null : by.answer(),
        true,
        released.cheaper(by.scenarioId()),
        request,
        draw);
  }

  /// Of a cheaper model no answer is at hand: where it may not answer, whether the two are compared
  /// is drawn with the audits' probability, and it is asked afterwards.
  private static Verdict sure(
      Released.Terms terms, Decision.ByModel by, Request request, CallId id, String together) {
    boolean within = Draws.within(terms.share(), terms.policy(), together);
    boolean compared = Draws.audited(terms.auditRate(), terms.policy(), id.text());
    var draw = new Entry.Draw(terms.policy(), terms.referenceProbability(), compared, null, "");
    return new Verdict(
        by.scenarioId(),
        within ? "sure" : terms.outside(),
        by.score(),
        null,
        by.model(),
        null,
        true,
        true,
        request,
        draw);
  }

  /// The same, in an arm.
  private Verdict in(Arm arm) {
    var drawn =
        new Entry.Draw(
            draw.policy(), draw.referenceProbability(), draw.audited(), draw.agrees(), arm.text());
    return new Verdict(
        scenario, reason, confidence, answer, model, shadow, sure, cheaper, request, drawn);
  }

  /// Whether the other model is asked first.
  boolean byModel() {
    return model != null && (reason.equals("sure") || ofExperiment());
  }

  /// Whether an experiment says who answers.
  boolean ofExperiment() {
    return reason.equals("experiment");
  }

  /// The model that has the call's messages in its cache of prompts once a tier has answered; empty
  /// where none has, or where it does not matter, as no cheaper model answers in the scenario.
  ///
  /// @param asked the model that the caller asked for
  String readBy(String tier, String asked) {
    return switch (tier) {
      case "teacher" -> cheaper ? asked : "";
      case "model" -> String.valueOf(model);
      default -> "";
    };
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
