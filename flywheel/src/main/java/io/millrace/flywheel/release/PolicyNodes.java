package io.millrace.flywheel.release;

import io.millrace.store.control.Counts;
import io.millrace.store.control.Event;
import io.millrace.store.control.KnownScenario;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Release;
import io.millrace.store.control.Stage;
import io.millrace.store.policy.PolicyFolder;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Scenarios, policies and events as JSON. What is unknown is left out.
final class PolicyNodes {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PolicyNodes() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /// Whether a release is of interest to whoever looks at the present.
  static boolean current(Release release) {
    return release.stage() != Stage.RETIRED;
  }

  static void scenario(ObjectNode out, KnownScenario known) {
    out.put("id", known.template().id()).put("name", known.template().name());
    known.mode().ifPresent(mode -> out.put("mode", word(mode)));
  }

  static void policy(ObjectNode out, PolicyRecord policy, Release release, Counts counts) {
    out.put("id", policy.id())
        .put("scenario", policy.scenario())
        .put("name", policy.name())
        .put("origin", policy.origin())
        .put("created", policy.created().toString())
        .put("stage", word(release.stage()))
        .put("share", release.share())
        .put("answered_share", release.answeredShare())
        .put("audit_rate", release.auditRate())
        .put("share_cap", release.shareCap())
        .put("pinned", release.pinned())
        .put("since", release.since().toString());
    PolicyFolder.answeredBy(policy.certificateJson())
        .ifPresent(by -> out.put("model", by.model()).put("check", by.check().word()));
    if (!release.behind().isEmpty()) {
      release.behind().forEach(out.putArray("behind")::add);
    }
    number(out, "alpha", policy.alpha());
    number(out, "delta", policy.delta());
    number(out, "threshold", policy.threshold());
    number(out, "coverage", policy.coverage());
    tally(out.putObject("observations"), counts.all());
    tally(out.putObject("observations_of_stage"), counts.stage());
  }

  private static void number(ObjectNode out, String name, double number) {
    if (!Double.isNaN(number)) {
      out.put(name, number);
    }
  }

  private static void tally(ObjectNode out, Counts.Tally tally) {
    out.put("audits", tally.audits())
        .put("held_out", tally.heldOut())
        .put("agreed", tally.agreed())
        .put("disagreed", tally.disagreed())
        .put("pending", tally.pending())
        .put("missing", tally.missing());
  }

  /// The certificate itself, also where it is kept within its policy.
  static JsonNode certificate(PolicyRecord policy) {
    JsonNode kept = json(policy.certificateJson());
    return kept.has("certificate") ? kept.path("certificate") : kept;
  }

  static void event(ObjectNode out, Event event) {
    out.put("id", event.id()).put("at", event.at().toString()).put("scenario", event.scenario());
    if (!event.policy().isEmpty()) {
      out.put("policy", event.policy());
    }
    out.put("kind", event.kind());
    number(out, "share", event.share());
    out.put("who", event.who());
    if (!event.why().isEmpty()) {
      out.put("why", event.why());
    }
    if (!event.evidenceJson().isEmpty()) {
      out.set("evidence", json(event.evidenceJson()));
    }
  }

  /// A text that is no JSON is kept as a text.
  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      return JSON.stringNode(text);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
