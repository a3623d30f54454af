package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.ModelSpend;
import io.millrace.flywheel.report.AuditReport.Terms;
import io.millrace.flywheel.report.AuditReport.Traffic;

/// The end of the page: how it was done, how far it holds, and what the figures leave out.
final class Notes {
  private final AuditReport report;
  private final Voice voice;

  Notes(AuditReport report, Voice voice) {
    this.report = report;
    this.voice = voice;
  }

  Element section() {
    Element section = Element.of("section", "method");
    section.add(Element.of("h2").text(voice.say("method.title")), method());
    section.add(Element.of("h2").text(voice.say("accounts.title")), accounts());
    return section;
  }

  private Element method() {
    Terms terms = report.terms();
    Element list = Element.of("dl", "prose");
    note(list, "method.promise", Promises.key(terms.promise(), terms.loss()));
    note(list, "method.unit", "method.unit.text");
    note(list, "method.agree", "method.agree.text");
    note(list, "method.split", "method.split.text");
    note(list, "method.once", "method.once.text");
    note(list, "method.attempts", "method.attempts.text");
    if (Totals.of(report).certifiedJobs() > 0) {
      item(list, "method.scope").text(new Promises(voice).scope(report));
    }
    note(list, "method.window", "method.window.text");
    note(list, "method.saving", "method.saving.text");
    return list;
  }

  private void note(Element list, String title, String text) {
    Terms terms = report.terms();
    voice
        .prose()
        .tell(
            item(list, title),
            text,
            "alpha",
            voice.figures().rate(terms.alpha()),
            "delta",
            voice.figures().rate(terms.delta()),
            "confidence",
            voice.figures().rate(1 - terms.delta()),
            "audit",
            voice.figures().rate(terms.auditRate()),
            "core_hour",
            "$" + JsonFile.money(terms.coreHourUsd()));
  }

  private Element item(Element list, String title) {
    Element text = Element.of("dd");
    list.add(Element.of("div").add(Element.of("dt").text(voice.say(title)), text));
    return text;
  }

  private Element accounts() {
    Traffic traffic = report.traffic();
    Element box = Element.of("div", "accounts");
    if (!traffic.models().isEmpty()) {
      box.add(models(traffic));
    }
    Element list = Element.of("ul", "background");
    list.add(
        Element.of("li")
            .text(
                voice.say(
                    "accounts.prices", "source", voice.sayCode("prices.", traffic.priceSource()))));
    new Leftovers(traffic, voice)
        .sentences()
        .forEach(sentence -> list.add(Element.of("li").text(sentence)));
    if (traffic.unpricedCalls() == 0 && traffic.skipped() == 0) {
      list.add(Element.of("li").text(voice.say("accounts.complete")));
    }
    list.add(
        Element.of("li")
            .text(voice.say("accounts.seed", "seed", Long.toString(report.terms().seed()))));
    return box.add(list);
  }

  private Element models(Traffic traffic) {
    Element body = Element.of("tbody");
    for (ModelSpend model : traffic.models()) {
      body.add(
          Element.of("tr")
              .add(
                  Element.of("th").attribute("scope", "row").text(model.model()),
                  Element.of("td", "num").text(voice.count(model.calls())),
                  Element.of("td", "num").text(voice.money(model.spendUsd()))));
    }
    Element head =
        Element.of("tr")
            .add(
                Element.of("th").attribute("scope", "col").text(voice.say("column.model")),
                Element.of("th", "num").attribute("scope", "col").text(voice.say("column.calls")),
                Element.of("th", "num")
                    .attribute("scope", "col")
                    .text(voice.say("column.spend_usd")));
    return Element.of("table", "small models").add(Element.of("thead").add(head), body);
  }
}
