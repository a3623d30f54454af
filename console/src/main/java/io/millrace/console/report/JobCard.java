package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Scenario;
import io.millrace.flywheel.report.AuditReport.Status;
import io.millrace.flywheel.report.Timings;
import io.millrace.model.Certificate;
import java.util.ArrayList;
import java.util.List;

/// Everything about one job, as an article of the page.
final class JobCard {
  private final AuditReport report;
  private final Voice voice;
  private final Reasons reasons;
  private final TemplateView templates;
  private final ShapeView shapes;
  private final RiskCurve curve;
  private final CertificateView certificates;
  private final StudentPanel students;
  private final Evidence evidence;

  JobCard(AuditReport report, Timings timings, Voice voice, boolean exampleTexts) {
    this.report = report;
    this.voice = voice;
    this.reasons = new Reasons(voice);
    this.templates = new TemplateView(voice);
    this.shapes = new ShapeView(voice);
    this.curve = new RiskCurve(voice, report.terms());
    this.certificates = new CertificateView(voice, report.terms());
    this.students = new StudentPanel(voice, timings);
    this.evidence = new Evidence(voice, report.terms(), exampleTexts);
  }

  Element article(Scenario scenario, int index) {
    String anchor = JobList.anchor(index);
    Element article =
        Element.of("article", "job")
            .attribute("id", anchor)
            .attribute("aria-labelledby", anchor + "-name");
    article.add(head(scenario, anchor), facts(scenario));
    if (scenario.status() != Status.CERTIFIED) {
      article.add(Element.of("p", "why").text(reasons.sentence(scenario.reason())));
    }
    List<Element> left = new ArrayList<>();
    left.add(templates.block(scenario));
    left.add(shapes.block(scenario.shape()));
    List<Element> right = new ArrayList<>();
    Certificate certificate = scenario.certificate();
    if (certificate != null) {
      right.add(certificates.block(certificate));
    }
    if (!scenario.curve().isEmpty()) {
      right.add(curve.figure(scenario));
    }
    boolean two = !right.isEmpty();
    article.add(
        Element.of("div", two ? "columns" : "column")
            .add(Element.of("div", "side").addAll(left))
            .addAll(two ? List.of(Element.of("div", "side").addAll(right)) : List.of()));
    return article.addAll(students.blocks(scenario)).addAll(evidence.blocks(scenario));
  }

  private Element head(Scenario scenario, String anchor) {
    return Element.of("div", "head")
        .add(
            Element.of("h3").attribute("id", anchor + "-name").text(scenario.name()),
            JobList.badge(scenario, voice));
  }

  private Element facts(Scenario scenario) {
    Element list = Element.of("dl", "facts");
    double total = Math.max(1, report.traffic().calls());
    fact(
        list,
        "fact.calls",
        voice.count(scenario.calls()),
        voice.say("fact.calls.note", "share", voice.percent(scenario.calls() / total)));
    fact(list, "fact.inputs", voice.count(scenario.distinctInputs()), "");
    boolean unknown = SpendShare.unknown(scenario);
    fact(
        list,
        "fact.spend",
        unknown ? voice.say("unpriced.short") : voice.money(scenario.spendUsd()),
        spendNote(scenario, unknown));
    if (scenario.certificate() != null) {
      fact(list, "fact.coverage", voice.percent(scenario.coverage()), "");
      String saving = unknown ? "–" : voice.money(scenario.savingUsd());
      fact(list, "fact.saving", saving, savingNote(scenario));
    }
    fact(list, "fact.teacher", DisplayWidth.elide(scenario.teacher(), 60), "");
    return list;
  }

  private String spendNote(Scenario scenario, boolean unknown) {
    if (unknown) {
      return "";
    }
    return scenario.unpricedCalls() > 0
        ? voice.say("fact.spend.partly", "calls", voice.count(scenario.unpricedCalls()))
        : voice.say("fact.spend.note", "share", SpendShare.of(scenario, report, voice));
  }

  private String savingNote(Scenario scenario) {
    double spend = scenario.spendUsd().doubleValue();
    return spend > 0
        ? voice.say(
            "fact.saving.note", "share", voice.percent(scenario.savingUsd().doubleValue() / spend))
        : "";
  }

  private void fact(Element list, String key, String figure, String note) {
    Element item =
        Element.of("div")
            .add(Element.of("dt").text(voice.say(key)), Element.of("dd", "figure").text(figure));
    if (!note.isEmpty()) {
      item.add(Element.of("dd", "note").text(note));
    }
    list.add(item);
  }
}
