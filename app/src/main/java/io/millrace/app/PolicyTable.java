package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.console.report.DisplayWidth;
import io.millrace.console.report.TextTable;
import io.millrace.console.report.TextTable.Cell;
import io.millrace.console.report.TextTable.Column;
import io.millrace.console.report.TextTable.Style;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// What the policy desk says, for people. Immutable.
final class PolicyTable {
  private static final int LABEL = 18;

  private final Texts texts;
  private final int width;
  private final boolean colour;
  private final DateTimeFormatter times =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  /// @param width of the terminal in columns
  /// @param colour whether to use ANSI colours
  PolicyTable(Texts texts, int width, boolean colour) {
    this.texts = texts;
    this.width = width;
    this.colour = colour;
  }

  String list(JsonNode answer) {
    JsonNode policies = answer.path("policies");
    var out = new StringBuilder();
    if (policies.isEmpty()) {
      out.append(texts.say("policy.none")).append('\n');
    } else {
      out.append(policies(policies));
    }
    JsonNode scenarios = answer.path("scenarios");
    List<String> modes = new ArrayList<>();
    for (JsonNode scenario : scenarios) {
      if (scenario.has("mode")) {
        String mode = word("policy.mode.", scenario.path("mode").asString());
        modes.add(scenario.path("name").asString() + ": " + mode);
      }
    }
    if (!modes.isEmpty()) {
      out.append('\n').append(texts.say("policy.modes")).append('\n');
      modes.forEach(mode -> out.append("  ").append(DisplayWidth.oneLine(mode)).append('\n'));
    }
    return out.toString();
  }

  private String policies(JsonNode policies) {
    var table =
        new TextTable(
            List.of(
                column("name", false),
                column("id", false),
                column("by", false),
                column("stage", false),
                column("share", true),
                column("certificate", false),
                column("audits", true),
                column("held_out", true),
                column("disagreed", true),
                column("since", false)));
    for (JsonNode policy : policies) {
      table.row(row(policy));
    }
    return table.render(width, colour);
  }

  private Column column(String key, boolean right) {
    return new Column(texts.say("policy.column." + key), right);
  }

  private List<Cell> row(JsonNode policy) {
    JsonNode observed = policy.path("observations");
    return List.of(
        Cell.plain(policy.path("name").asString()),
        Cell.plain(policy.path("id").asString()),
        Cell.plain(by(policy)),
        new Cell(stage(policy), style(policy)),
        Cell.plain(share(policy)),
        Cell.plain(certificate(policy)),
        Cell.plain(Money.count(observed.path("audits").asLong())),
        Cell.plain(Money.count(observed.path("held_out").asLong())),
        Cell.plain(Money.count(disagreed(observed))),
        Cell.plain(time(policy, "since")));
  }

  /// Who answers, and from the second on in what place it is asked.
  private String by(JsonNode policy) {
    String by = policy.path("model").asString(texts.say("policy.by.student"));
    int before = policy.path("behind").size();
    return before == 0
        ? by
        : texts.say("policy.by.behind", "step", String.valueOf(before + 1), "by", by);
  }

  /// Audits that never got an answer count as disagreements.
  private static long disagreed(JsonNode observed) {
    return observed.path("disagreed").asLong() + observed.path("missing").asLong();
  }

  private String stage(JsonNode policy) {
    String stage = word("policy.stage.", policy.path("stage").asString());
    return policy.path("pinned").asBoolean() ? stage + texts.say("policy.pinned") : stage;
  }

  private static Style style(JsonNode policy) {
    return switch (policy.path("stage").asString()) {
      case "full", "canary" -> Style.GOOD;
      case "paused", "waiting", "rolled_back" -> Style.WARN;
      default -> Style.DIM;
    };
  }

  private static String share(JsonNode policy) {
    double share = policy.path("answered_share").asDouble();
    return share == 0 ? CallFigures.NONE : percent(share);
  }

  private String certificate(JsonNode policy) {
    return policy.has("coverage")
        ? texts.say(
            policy.path("behind").isEmpty() ? "policy.certificate" : "policy.certificate.behind",
            "alpha",
            percent(policy.path("alpha").asDouble()),
            "coverage",
            percent(policy.path("coverage").asDouble()))
        : texts.say("policy.certificate_only", "alpha", percent(policy.path("alpha").asDouble()));
  }

  private static String percent(double share) {
    BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2);
    boolean tiny = percent.signum() > 0 && percent.compareTo(new BigDecimal("0.1")) < 0;
    int places = tiny ? 4 : 1;
    BigDecimal rounded = percent.setScale(places, RoundingMode.HALF_EVEN).stripTrailingZeros();
    return (rounded.scale() < 0 ? rounded.setScale(0) : rounded).toPlainString() + "%";
  }

  private String time(JsonNode node, String field) {
    return times.format(Instant.parse(node.path(field).asString()));
  }

  private String word(String prefix, String code) {
    return CallFigures.word(texts, prefix, code);
  }

  /// One line on a policy or a scenario after something was done.
  String done(JsonNode answer) {
    if (!answer.has("stage")) {
      return texts.say(
          "policy.done_mode",
          "name",
          answer.path("name").asString(),
          "mode",
          word("policy.mode.", answer.path("mode").asString()));
    }
    String done =
        texts.say(
            "policy.done",
            "id",
            answer.path("id").asString(),
            "name",
            answer.path("name").asString(),
            "stage",
            stage(answer),
            "share",
            percent(answer.path("share").asDouble()));
    List<String> retired = answer.path("retired").valueStream().map(JsonNode::asString).toList();
    return retired.isEmpty()
        ? done
        : done + "\n" + texts.say("policy.retired", "policies", String.join(", ", retired));
  }

  String show(JsonNode policy) {
    List<String> lines = new ArrayList<>();
    lines.add(Style.BOLD.apply(DisplayWidth.oneLine(policy.path("name").asString()), colour));
    lines.add("");
    lines.addAll(wrapped("  ", promise(policy)));
    lines.add("");
    line(lines, "id", policy.path("id").asString());
    line(lines, "scenario", policy.path("scenario").asString());
    line(lines, "by", policy.path("model").asString(texts.say("policy.by.student")));
    for (JsonNode before : policy.path("behind")) {
      line(lines, "behind", before.asString());
    }
    line(lines, "stage", stage(policy) + texts.say("policy.since", "at", time(policy, "since")));
    line(lines, "share", percent(policy.path("share").asDouble()) + cap(policy));
    line(lines, "audit_rate", percent(policy.path("audit_rate").asDouble()));
    line(
        lines,
        "origin",
        policy.path("origin").asString() + texts.say("policy.at", "at", time(policy, "created")));
    certificate(lines, policy.path("certificate"));
    line(lines, "observed", observed(policy.path("observations")));
    line(lines, "of_stage", observed(policy.path("observations_of_stage")));
    lines.add("");
    lines.add(Style.BOLD.apply(texts.say("policy.history"), colour));
    String history = history(policy.path("history"));
    return String.join("\n", lines) + "\n" + history;
  }

  private String cap(JsonNode policy) {
    double cap = policy.path("share_cap").asDouble(1);
    return cap < policy.path("share").asDouble()
        ? texts.say("policy.cap", "share", percent(cap))
        : "";
  }

  /// What is promised, in words.
  private String promise(JsonNode policy) {
    JsonNode certificate = policy.path("certificate");
    if (policy.has("model")) {
      return promiseOfModel(policy);
    }
    String promise = certificate.path("promise").asString("selective");
    String key = "policy.promise." + (promise.equals("system") ? "system" : "selective");
    String loss = certificate.path("loss").asString("record");
    double delta = policy.path("delta").asDouble();
    return texts.say(
        key + (loss.equals("fields") ? ".fields" : ".record"),
        "alpha",
        percent(policy.path("alpha").asDouble()),
        "confidence",
        percent(1 - delta));
  }

  private String promiseOfModel(JsonNode policy) {
    boolean judged = policy.path("check").asString().equals("judge");
    return texts.say(
        judged ? "policy.promise.model.judge" : "policy.promise.model",
        "model",
        policy.path("model").asString(),
        "alpha",
        percent(policy.path("alpha").asDouble()),
        "confidence",
        percent(1 - policy.path("delta").asDouble()));
  }

  private void line(List<String> lines, String label, String text) {
    String title = DisplayWidth.padRight(texts.say("policy.column." + label), LABEL);
    List<String> parts = DisplayWidth.wrap(text, width - LABEL - 2);
    for (int i = 0; i < parts.size(); i++) {
      lines.add("  " + (i == 0 ? title : " ".repeat(LABEL)) + parts.get(i));
    }
  }

  private void certificate(List<String> lines, JsonNode certificate) {
    if (!certificate.has("n")) {
      return;
    }
    line(
        lines,
        "certificate",
        texts.say(
            "policy.proof",
            "n",
            Money.count(certificate.path("n").asLong()),
            "answered",
            Money.count(certificate.path("answered").asLong()),
            "disagreed",
            Money.count(certificate.path("disagreed").asLong()),
            "upper",
            percent(certificate.path("risk_upper").asDouble())));
    line(
        lines,
        "method",
        texts.say(
            "policy.method",
            "method",
            certificate.path("method").asString("?"),
            "attempt",
            certificate.path("attempt").asString("?")));
    JsonNode window = certificate.path("window");
    if (window.has("from") && window.has("to")) {
      line(lines, "window", time(window, "from") + " – " + time(window, "to"));
    }
  }

  private String observed(JsonNode tally) {
    return texts.say(
        "policy.observed",
        "audits",
        Money.count(tally.path("audits").asLong()),
        "held_out",
        Money.count(tally.path("held_out").asLong()),
        "disagreed",
        Money.count(tally.path("disagreed").asLong()),
        "missing",
        Money.count(tally.path("missing").asLong()),
        "pending",
        Money.count(tally.path("pending").asLong()));
  }

  String history(JsonNode events) {
    if (events.isEmpty()) {
      return texts.say("policy.nothing_done");
    }
    var out = new StringBuilder();
    for (JsonNode event : events) {
      String share =
          event.has("share") && event.path("share").asDouble() > 0
              ? " " + percent(event.path("share").asDouble())
              : "";
      String policy = event.path("policy").asString(event.path("scenario").asString());
      out.append("  ")
          .append(time(event, "at"))
          .append("  ")
          .append(
              DisplayWidth.padRight(
                  word("policy.kind.", event.path("kind").asString()) + share, 14))
          .append("  ")
          .append(DisplayWidth.oneLine(policy))
          .append("  ")
          .append(DisplayWidth.oneLine(event.path("who").asString()))
          .append('\n');
      detail(out, event.path("why").asString(""));
      if (event.has("evidence")) {
        detail(out, evidence(event.path("evidence")));
      }
    }
    return out.toString();
  }

  /// `name value` pairs of an object, all else as it is.
  private static String evidence(JsonNode evidence) {
    if (!evidence.isObject()) {
      return evidence.isString() ? evidence.asString() : evidence.toString();
    }
    List<String> parts = new ArrayList<>();
    evidence.forEachEntry((name, value) ->
        parts.add(name + " " + (value.isValueNode() ? value.asString() : value.toString())));
    return String.join(", ", parts);
  }

  private void detail(StringBuilder out, String text) {
    if (!text.isEmpty()) {
      wrapped(" ".repeat(20), text).forEach(line -> out.append(line).append('\n'));
    }
  }

  private List<String> wrapped(String indent, String text) {
    return DisplayWidth.wrap(text, width - indent.length()).stream()
        .map(line -> indent + line)
        .toList();
  }
}
