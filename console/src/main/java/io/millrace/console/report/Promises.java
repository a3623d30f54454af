package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Terms;
import io.millrace.model.Certificate;

/// What is promised, in plain words: by one certificate, and by all together.
final class Promises {
  private final Voice voice;

  Promises(Voice voice) {
    this.voice = voice;
  }

  /// The key of the sentence for a promise and a loss.
  static String key(String promise, String loss) {
    String scope = promise.equals("system") ? "system" : "selective";
    return "promise." + scope + (loss.equals("fields") ? ".fields" : ".record");
  }

  /// How far the certificates of a report hold together.
  String scope(AuditReport report) {
    Terms terms = report.terms();
    int certificates = Totals.of(report).certifiedJobs();
    if (terms.joint()) {
      return voice.say("scope.joint", "confidence", voice.figures().rate(1 - terms.delta()));
    }
    return voice.say(
        "scope.each",
        "certificates",
        voice.count(certificates),
        "delta",
        voice.figures().rate(terms.delta()),
        "any",
        voice.figures().rate(Math.min(1, certificates * terms.delta())));
  }

  /// The claim of a certificate.
  Element claim(Certificate certificate, String loss) {
    return voice
        .prose()
        .tell(
            Element.of("p", "claim"),
            key(certificate.promise(), loss),
            "alpha",
            voice.figures().rate(certificate.alpha()),
            "confidence",
            voice.figures().rate(1 - certificate.delta()));
  }
}
