package io.millrace.gateway;

import io.millrace.model.CallId;
import io.millrace.model.Request;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.Decision;
import org.jspecify.annotations.Nullable;

/// What the policies say of a call.
///
/// @param scenario the recognised scenario; empty without one
/// @param reason why it is this tier's, a short code
/// @param confidence the student's or the router's; NaN when it was not asked
/// @param answer what the student answers; null when the teacher does
/// @param model the cheaper model of which the router is sure; null without one. It answers where
///   the reason is `sure`
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

  /// @param conversation what the call belongs to, or its own id
  static Verdict of(Released released, InboundCall call, CallId id, String conversation) {
    if (released.set() == null || call.operation() == Operation.EMBEDDINGS) {
      return NONE;
    }
    Request request = ExchangeReader.request(call.model(), call.json());
    return switch (released.set().decide(request)) {
      case Decision.ByTeacher by -> byTeacher(released, by, request);
      case Decision.ByStudent by ->
          sure(released.terms(by.scenarioId()), by, request, id, conversation);
      case Decision.ByModel by ->
          sure(released.terms(by.scenarioId()), by, request, id, conversation);
    };
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

  private static Verdict sure(
      Released.Terms terms,
      Decision.ByStudent by,
      Request request,
      CallId id,
      String conversation) {
    boolean within = Draws.within(terms.share(), terms.policy(), conversation);
    boolean audited = within && Draws.audited(terms.auditRate(), terms.policy(), id.text());
    var draw = new Entry.Draw(terms.policy(), terms.referenceProbability(), audited, null, "");
    return new Verdict(
        by.scenarioId(),
        within ? "sure" : terms.outside(),
        by.confidence(),
        within ? by.answer() : null,
        null,
        within ? null : by.answer(),
        true,
        false,
        request,
        draw);
  }

  /// Of a cheaper model no answer is at hand: where it may not answer, whether the two are compared
  /// is drawn with the audits' probability, and it is asked afterwards.
  private static Verdict sure(
      Released.Terms terms, Decision.ByModel by, Request request, CallId id, String conversation) {
    boolean within = Draws.within(terms.share(), terms.policy(), conversation);
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

  /// Whether the cheaper model is asked first.
  boolean byModel() {
    return model != null && reason.equals("sure");
  }

  /// The same call, left with the teacher because its conversation is: it is none of those that the
  /// policy answers.
  Verdict staying() {
    return byTeacher("conversation", false, new Entry.Draw(draw.policy(), 1, false, null, ""));
  }

  /// The same call after the cheaper model failed: the teacher answers.
  Verdict failed() {
    return byTeacher("model_failed", true, draw);
  }

  private Verdict byTeacher(String why, boolean stillSure, Entry.Draw drawn) {
    return new Verdict(
        scenario, why, confidence, null, null, null, stillSure, cheaper, request, drawn);
  }
}
