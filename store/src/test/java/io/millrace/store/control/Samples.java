package io.millrace.store.control;

import io.millrace.learn.template.MessagePattern;
import io.millrace.learn.template.Part;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Made-up content of a control store.
final class Samples {
  static final Instant START = Instant.parse("2026-11-20T08:00:00.123456Z");
  static final By ANN = new By("ann", "looks good");
  static final By WATCH = new By("watch", "the e-process crossed its line");
  static final Set<Stage> WAITING = Set.of(Stage.WAITING);

  private Samples() {}

  static ScenarioTemplate template(String id, String text) {
    var system = new MessagePattern("system", List.of(new Part.Constant(text)));
    var user = new MessagePattern("user", List.of(new Part.Input()));
    return new ScenarioTemplate(
        id, "Name of " + id, List.of(new TemplateVersion(List.of(system, user), false)));
  }

  static PolicyRecord policy(String id, String scenario) {
    return new PolicyRecord(
        id, scenario, "Name", "round r1", START, 0.05, 0.05, 0.8, 0.6, "{\"units\":7}");
  }

  /// One that stands behind others.
  static PolicyRecord policy(String id, String scenario, List<String> behind) {
    return new PolicyRecord(
        id, scenario, "Name", "round r2", START, 0.05, 0.05, 0.8, 0.6, "{}", behind);
  }

  static NewObservation audit(String call, String policy, Outcome outcome) {
    return observation(call, policy, Source.AUDIT, outcome, START);
  }

  static NewObservation observation(
      String call, String policy, Source source, Outcome outcome, Instant at) {
    return new NewObservation(
        call,
        "tickets",
        policy,
        at,
        source,
        0.25,
        0.9,
        "chat",
        "teacher-large",
        ("{\"call\":\"" + call + "\"}").getBytes(StandardCharsets.UTF_8),
        "refund",
        "h-" + call,
        outcome);
  }

  static byte[] state(long folded) {
    return ByteBuffer.allocate(Long.BYTES).putLong(folded).array();
  }

  static long folded(byte[] state) {
    return ByteBuffer.wrap(state).getLong();
  }
}
