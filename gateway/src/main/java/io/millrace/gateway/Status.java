package io.millrace.gateway;

import io.millrace.provider.route.EndpointState;
import io.millrace.store.policy.PolicySet;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How the gateway is doing, as JSON. Holds no secret.
final class Status {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Status() {}

  static byte[] of(Desk desk, int inFlight, long lagMillis) {
    ObjectNode root = JSON.createObjectNode();
    root.put("calls_in_flight", inFlight);
    root.put("thread_lag_ms", lagMillis);
    root.put("journal_writable", desk.book().journal().writable());
    var endpoints = root.putArray("endpoints");
    for (EndpointState each : desk.router().states()) {
      endpoints
          .addObject()
          .put("name", each.name())
          .put("circuit", each.circuit().name().toLowerCase(Locale.ROOT))
          .put("in_flight", each.inFlight())
          .put("attempts", each.attempts())
          .put("failures", each.failures());
    }
    policies(desk, root);
    return JSON.writeValueAsBytes(root);
  }

  private static void policies(Desk desk, ObjectNode root) {
    Released released = desk.policies();
    root.put("policies_mode", desk.settings().policies().serve() ? "serve" : "shadow");
    var policies = root.putArray("policies");
    PolicySet set = released.set();
    if (set == null) {
      return;
    }
    set.scenarios()
        .forEach(scenario ->
            set.ladder(scenario.id())
                .forEach(policy ->
                    policies
                        .addObject()
                        .put("scenario", policy.scenarioId())
                        .put("name", policy.name())
                        .put("step", policy.binding().step())
                        .put("teacher", policy.binding().teacher())
                        .put("alpha", policy.certificate().alpha())
                        .put("threshold", policy.certificate().threshold())));
  }
}
