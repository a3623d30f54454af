package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Traffic;
import java.math.BigDecimal;
import java.time.Instant;

/// The top of the page: what was spent, what can be saved with proof, and how that was reckoned.
final class Headline {
  private final AuditReport report;
  private final Voice voice;
  private final Totals totals;

  Headline(AuditReport report, Voice voice) {
    this.report = report;
    this.voice = voice;
    this.totals = Totals.of(report);
  }

  Element header() {
    Element header = Element.of("header", "top");
    header.add(Element.of("p", "eyebrow").text(eyebrow()));
    header.add(voice.prose().tell(Element.of("h1"), title(), figures()));
    header.add(voice.prose().tell(Element.of("p", "lede"), lede(), figures()));
    header.add(tiles());
    if (totals.certifiedJobs() > 0 && !Totals.unknown(report)) {
      Element fine = voice.prose().tell(Element.of("p", "fine"), "headline.projection", figures());
      String promise = Promises.key(report.terms().promise(), report.terms().loss());
      header.add(voice.prose().tell(fine, promise, figures()));
    }
    return header;
  }

  private String eyebrow() {
    Traffic traffic = report.traffic();
    Instant from = traffic.from();
    Instant to = traffic.to();
    String audit = voice.say("page.title");
    return from == null || to == null ? audit : audit + " · " + voice.days(from, to);
  }

  private String title() {
    if (report.traffic().spendUsd().signum() == 0) {
      return totals.certifiedJobs() > 0 ? "headline.title.unpriced" : "headline.title.nothing";
    }
    return totals.certifiedJobs() > 0 ? "headline.title.saved" : "headline.title.none";
  }

  private String lede() {
    if (report.scenarios().isEmpty()) {
      return "headline.lede.no_jobs";
    }
    return totals.certifiedJobs() > 0 ? "headline.lede.saved" : "headline.lede.none";
  }

  private String[] figures() {
    Figures f = voice.figures();
    return new String[] {
      "calls", f.count(report.traffic().calls()),
      "spend", f.money(report.traffic().spendUsd()),
      "saving", f.money(report.savingUsd()),
      "share", f.percent(report.savingShare()),
      "jobs", f.count(report.scenarios().size()),
      "certified", f.count(totals.certifiedJobs()),
      "alpha", f.rate(report.terms().alpha()),
      "confidence", f.rate(1 - report.terms().delta()),
      "audit", f.rate(report.terms().auditRate()),
      "core_hour", "$" + JsonFile.money(report.terms().coreHourUsd())
    };
  }

  private Element tiles() {
    Element tiles = Element.of("dl", "tiles");
    tiles.add(spend(), saving());
    tiles.add(
        tile(
            "tile.jobs",
            voice.count(totals.certifiedJobs()) + " / " + voice.count(report.scenarios().size()),
            voice.say("tile.jobs.note")));
    BigDecimal month = Totals.perMonth(report);
    if (month.signum() > 0) {
      tiles.add(
          tile(
              "tile.month",
              "≈ " + voice.figures().roughMoney(month),
              voice.say("tile.month.note")));
    }
    return tiles;
  }

  private Element spend() {
    Traffic traffic = report.traffic();
    if (Totals.unknown(report)) {
      return tile("tile.spend", voice.say("tile.unknown"), voice.say("tile.unknown.note"));
    }
    return tile(
        "tile.spend",
        voice.money(traffic.spendUsd()),
        voice.say(
            traffic.unpricedCalls() > 0 ? "tile.spend.partly" : "tile.spend.note",
            "calls",
            voice.count(traffic.calls()),
            "priced",
            voice.count(traffic.calls() - traffic.unpricedCalls())));
  }

  private Element saving() {
    if (Totals.unknown(report)) {
      return tile("tile.saving", voice.say("tile.unknown"), voice.say("tile.unknown.note"));
    }
    return tile(
            "tile.saving",
            voice.money(report.savingUsd()),
            voice.say("tile.saving.note", "share", voice.percent(report.savingShare())))
        .attribute("data-kind", "saving");
  }

  private Element tile(String label, String figure, String note) {
    return Element.of("div", "tile")
        .add(
            Element.of("dt").text(voice.say(label)),
            Element.of("dd", "figure").text(figure),
            Element.of("dd", "note").text(note));
  }
}
