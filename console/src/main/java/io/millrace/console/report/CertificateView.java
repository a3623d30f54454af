package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport.Terms;
import io.millrace.model.Certificate;

/// A certificate in plain words, with the exact record behind a disclosure.
final class CertificateView {
  private final Voice voice;
  private final Terms terms;
  private final Promises promises;

  CertificateView(Voice voice, Terms terms) {
    this.voice = voice;
    this.terms = terms;
    this.promises = new Promises(voice);
  }

  Element block(Certificate certificate) {
    Element block = Element.of("section", "block certificate");
    block.add(Element.of("h4").text(voice.say("certificate.title")));
    block.add(promises.claim(certificate, terms.loss()));
    block.add(voice.prose().tell(Element.of("p"), evidence(certificate), figures(certificate)));
    return block.add(record(certificate));
  }

  private String evidence(Certificate certificate) {
    if (terms.loss().equals("fields")) {
      return "certificate.evidence.fields";
    }
    return certificate.promise().equals("system")
        ? "certificate.evidence.system"
        : "certificate.evidence.record";
  }

  private String[] figures(Certificate c) {
    double base = c.promise().equals("system") ? c.n() : c.answered();
    return new String[] {
      "n", voice.count(c.n()),
      "window", voice.days(c.from(), c.to()),
      "answered", voice.count(c.answered()),
      "coverage", voice.percent(c.n() == 0 ? 0 : (double) c.answered() / c.n()),
      "disagreed", voice.count(c.disagreed()),
      "risk", voice.percent(base == 0 ? 0 : c.lossSum() / base),
      "bound", voice.figures().bound(c.riskUpper())
    };
  }

  private Element record(Certificate c) {
    Figures f = voice.figures();
    Element list = Element.of("dl", "record");
    item(list, "record.promise", voice.sayCode("promise.name.", c.promise()));
    item(list, "record.method", c.method());
    item(list, "record.unit", voice.sayCode("unit.", c.unit()));
    item(list, "record.window", f.minute(c.from()) + " – " + f.minute(c.to()));
    item(list, "record.terms", "α = " + f.rate(c.alpha()) + ", δ = " + f.rate(c.delta()));
    item(
        list,
        "record.attempt",
        voice.say(
            "record.attempt.value",
            "attempt",
            voice.count(c.attempt()),
            "delta",
            f.number(c.attemptDelta(), 5)));
    item(list, "record.p", Double.toString(c.pValue()));
    item(list, "record.bound", f.number(c.riskUpper(), 6));
    item(list, "record.threshold", Double.toString(c.threshold()));
    item(list, "record.seed", Long.toString(c.seed()));
    item(list, "record.data", c.dataHash());
    item(list, "record.student", c.studentHash());
    return Element.of("details")
        .add(Element.of("summary").text(voice.say("certificate.record")), list);
  }

  private void item(Element list, String key, String value) {
    list.add(
        Element.of("div").add(Element.of("dt").text(voice.say(key)), Element.of("dd").text(value)));
  }
}
