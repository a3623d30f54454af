package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Scenario;
import io.millrace.flywheel.report.AuditReport.Status;
import io.millrace.model.Certificate;
import java.math.BigDecimal;
import java.util.Locale;

/// All jobs in one table, dearest first, each with a bar of its spend.
final class JobList {
  private static final double BAR = 200;

  private final AuditReport report;
  private final Voice voice;
  private final Reasons reasons;

  JobList(AuditReport report, Voice voice) {
    this.report = report;
    this.voice = voice;
    this.reasons = new Reasons(voice);
  }

  static String anchor(int index) {
    return "job-" + (index + 1);
  }

  static Element badge(Scenario scenario, Voice voice) {
    String status = scenario.status().name().toLowerCase(Locale.ROOT);
    return Element.of("span", "badge " + status).text(voice.say("status." + status));
  }

  Element section() {
    Element head = Element.of("tr");
    head.add(column("column.job", ""), column("column.spend_bar", "wide"));
    head.add(column("column.spend_usd", "num"), column("column.calls", "num wide"));
    head.add(column("column.coverage", "num wide"), column("column.risk", "num wide"));
    head.add(column("column.saving", "num"), column("column.status", ""));
    Element body = Element.of("tbody");
    for (int i = 0; i < report.scenarios().size(); i++) {
      body.add(row(report.scenarios().get(i), i));
    }
    if (report.traffic().freeCalls() > 0) {
      body.add(free());
    }
    Element table =
        Element.of("table", "jobs")
            .add(
                Element.of("caption", "hidden").text(voice.say("jobs.title")),
                Element.of("thead").add(head),
                body);
    return Element.of("section", "overview")
        .add(
            Element.of("h2").text(voice.say("jobs.title")),
            voice.prose().tell(Element.of("p", "intro"), "jobs.intro"),
            Element.of("div", "scroll")
                .attribute("role", "region")
                .attribute("tabindex", "0")
                .attribute("aria-label", voice.say("jobs.title"))
                .add(table));
  }

  private Element column(String key, String cssClass) {
    return Element.of("th", cssClass).attribute("scope", "col").text(voice.say(key));
  }

  private Element row(Scenario scenario, int index) {
    Certificate certificate = scenario.certificate();
    boolean certified = certificate != null;
    Element name =
        Element.of("th", "name")
            .attribute("scope", "row")
            .add(
                Element.of("a")
                    .attribute("href", "#" + anchor(index))
                    .text(DisplayWidth.elide(scenario.name(), 80)));
    Element status = Element.of("td").add(badge(scenario, voice));
    if (scenario.status() != Status.CERTIFIED) {
      status.add(Element.of("span", "brief").text(reasons.brief(scenario.reason())));
    }
    return Element.of("tr")
        .add(
            name,
            Element.of("td", "bar wide").add(bar(scenario)),
            number(spend(scenario), "num"),
            number(voice.count(scenario.calls()), "num wide"),
            number(certified ? voice.percent(scenario.coverage()) : "–", "num wide"),
            number(
                certificate == null ? "–" : voice.figures().bound(certificate.riskUpper()),
                "num wide"),
            certified && !SpendShare.unknown(scenario)
                ? number(voice.money(scenario.savingUsd()), "num saving")
                : number("–", "num"),
            status);
  }

  private String spend(Scenario scenario) {
    return SpendShare.unknown(scenario)
        ? voice.say("unpriced.short")
        : voice.money(scenario.spendUsd());
  }

  private Element free() {
    BigDecimal spend = report.traffic().freeSpendUsd();
    return Element.of("tr", "free")
        .add(
            Element.of("th", "name").attribute("scope", "row").text(voice.say("slice.free")),
            Element.of("td", "bar wide").add(bar(spend, BigDecimal.ZERO, "free")),
            number(voice.money(spend), "num"),
            number(voice.count(report.traffic().freeCalls()), "num wide"),
            number("–", "num wide"),
            number("–", "num wide"),
            number("–", "num"),
            Element.of("td").text(""));
  }

  private static Element number(String text, String cssClass) {
    return Element.of("td", cssClass).text(text);
  }

  private Element bar(Scenario scenario) {
    String rest =
        switch (scenario.status()) {
          case CERTIFIED -> "kept";
          case NOT_CERTIFIED -> "not_certified";
          case NOT_LEARNABLE -> "not_learnable";
        };
    return bar(scenario.spendUsd(), scenario.savingUsd(), rest);
  }

  /// As long as the spend, against the dearest of all rows.
  private Element bar(BigDecimal spend, BigDecimal saved, String rest) {
    double dearest = report.traffic().freeSpendUsd().doubleValue();
    for (Scenario scenario : report.scenarios()) {
      dearest = Math.max(dearest, scenario.spendUsd().doubleValue());
    }
    double scale = dearest > 0 ? BAR / dearest : 0;
    double green = Math.max(0, saved.doubleValue() * scale);
    double whole = Math.max(green, spend.doubleValue() * scale);
    return Element.of("svg", "row")
        .attribute("viewBox", "0 0 200 12")
        .attribute("preserveAspectRatio", "none")
        .attribute("aria-hidden", "true")
        .add(rect("fill-" + rest, green, whole - green), rect("fill-saved", 0, green));
  }

  private static Element rect(String cssClass, double x, double width) {
    return Element.of("rect", cssClass)
        .attribute("x", x)
        .attribute("y", 0)
        .attribute("width", width)
        .attribute("height", 12);
  }
}
