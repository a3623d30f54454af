package io.millrace.gateway;

import io.millrace.gateway.GatewaySettings.Recording;
import io.millrace.provider.record.CallIds;
import io.millrace.provider.record.CallRecorder;
import io.millrace.provider.route.Router;
import io.millrace.store.control.AuditMaterial;

/// What calls are worked on with: the settings in force when a call arrived, and the parts that
/// outlive it. Immutable but for its parts; a reload makes another one.
record Desk(
    GatewaySettings settings,
    Access access,
    RequestBody reader,
    CallIds ids,
    Router router,
    CallRecorder.Book book,
    Metrics metrics,
    PolicySource live,
    AuditMaterial material,
    Conversations conversations,
    AnswerCache cache) {
  private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

  Recording recording() {
    return settings.recording();
  }

  Released policies() {
    return live.released();
  }

  /// Whether exact repeats of a scenario are answered from memory.
  boolean cached(String scenario) {
    return !scenario.isEmpty() && settings.policies().cached().contains(scenario);
  }

  /// Tells the operator of trouble.
  void report(String trouble) {
    LOG.log(System.Logger.Level.ERROR, trouble);
  }
}
