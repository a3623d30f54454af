package io.millrace.gateway;

import io.millrace.gateway.LivePolicies.Release;
import io.millrace.model.Request;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.policy.Decision;
import org.jspecify.annotations.Nullable;

/// What the policies say of a call.
///
/// @param scenario the recognised scenario; empty without one
/// @param reason why it is this tier's, a short code
/// @param confidence the student's; NaN when it was not asked
/// @param answer what the student answers; null when the teacher does
/// @param shadow what the student would have said; null when it was not asked or does answer
/// @param request the request as the policies read it; null when they did not
record Verdict(
    String scenario,
    String reason,
    double confidence,
    @Nullable String answer,
    @Nullable String shadow,
    @Nullable Request request) {
  private static final Verdict NONE = new Verdict("", "no_policies", Double.NaN, null, null, null);

  static Verdict of(Release release, InboundCall call) {
    if (release.set() == null || call.operation() == Operation.EMBEDDINGS) {
      return NONE;
    }
    Request request = ExchangeReader.request(call.model(), call.json());
    return switch (release.set().decide(request)) {
      case Decision.ByTeacher by ->
          new Verdict(
              by.scenarioId() == null ? "" : by.scenarioId(),
              by.reason(),
              by.confidence(),
              null,
              by.answer(),
              request);
      case Decision.ByStudent(String scenario, String answer, double confidence)
          when release.settings().serve() ->
          new Verdict(scenario, "sure", confidence, answer, null, request);
      case Decision.ByStudent(String scenario, String answer, double confidence) ->
          new Verdict(scenario, "shadow", confidence, null, answer, request);
    };
  }
}
