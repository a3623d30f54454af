package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport.Counts;
import io.millrace.flywheel.report.AuditReport.Floor;
import io.millrace.flywheel.report.AuditReport.Mistake;
import io.millrace.flywheel.report.AuditReport.Scenario;
import io.millrace.flywheel.report.AuditReport.Terms;
import io.millrace.flywheel.report.AuditReport.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// What speaks for and against a job's student beyond the certificate: its mistakes, the teacher's
/// disagreement with itself, true answers, and the calls that taught nothing.
final class Evidence {
  private static final int LONGEST = 600;

  private final Voice voice;
  private final Terms terms;
  private final boolean exampleTexts;

  Evidence(Voice voice, Terms terms, boolean exampleTexts) {
    this.voice = voice;
    this.terms = terms;
    this.exampleTexts = exampleTexts;
  }

  List<Element> blocks(Scenario scenario) {
    List<Element> blocks = new ArrayList<>();
    if (!scenario.mistakes().isEmpty()) {
      blocks.add(mistakes(scenario.mistakes()));
    }
    Truth truth = scenario.truth();
    if (truth != null) {
      blocks.add(truth(truth));
    }
    blocks.add(background(scenario));
    return blocks;
  }

  private Element mistakes(List<Mistake> mistakes) {
    Element head = Element.of("tr");
    for (String key : List.of("mistake.input", "mistake.teacher", "mistake.student")) {
      head.add(Element.of("th").attribute("scope", "col").text(voice.say(key)));
    }
    for (String key : List.of("mistake.confidence", "mistake.sent")) {
      head.add(Element.of("th", "num").attribute("scope", "col").text(voice.say(key)));
    }
    Element body = Element.of("tbody");
    mistakes.forEach(m -> body.add(row(m)));
    return Element.of("section", "block mistakes")
        .add(
            Element.of("h4").text(voice.say("mistakes.title")),
            Element.of("p", "note")
                .text(voice.say(exampleTexts ? "mistakes.clear" : "mistakes.masked")),
            Element.of("div", "scroll")
                .attribute("role", "region")
                .attribute("tabindex", "0")
                .attribute("aria-label", voice.say("mistakes.title"))
                .add(Element.of("table", "small").add(Element.of("thead").add(head), body)));
  }

  private Element row(Mistake mistake) {
    return Element.of("tr")
        .add(
            cell(mistake.input(), exampleTexts ? "sample" : "sample masked"),
            cell(mistake.teacher(), "sample answer"),
            cell(mistake.student(), "sample answer differs"),
            Element.of("td", "num").text(voice.figures().number(mistake.confidence(), 3)),
            Element.of("td", "num")
                .text(voice.say(mistake.answered() ? "mistake.sent.yes" : "mistake.sent.no")));
  }

  private static Element cell(String text, String css) {
    return Element.of("td", css).text(DisplayWidth.elide(text, LONGEST));
  }

  private Element truth(Truth truth) {
    String key =
        !truth.random()
            ? "truth.biased"
            : Double.isNaN(truth.differenceUpper())
                ? "truth.unknown"
                : truth.nonInferior() ? "truth.holds" : "truth.open";
    boolean known = !Double.isNaN(truth.differenceUpper());
    return Element.of("section", "block")
        .add(
            Element.of("h4").text(voice.say("truth.title")),
            voice
                .prose()
                .tell(
                    Element.of("p"),
                    "truth.counts",
                    "labelled",
                    voice.count(truth.labelled()),
                    "answered",
                    voice.count(truth.answered()),
                    "student",
                    voice.count(truth.studentWrong()),
                    "teacher",
                    voice.count(truth.teacherWrong())),
            voice
                .prose()
                .tell(
                    Element.of("p"),
                    key,
                    "bound",
                    known ? voice.figures().points(truth.differenceUpper()) : "",
                    "alpha",
                    voice.figures().rate(terms.alpha()),
                    "confidence",
                    voice.figures().rate(1 - terms.delta())));
  }

  private Element background(Scenario scenario) {
    Element list = Element.of("ul", "background");
    Floor floor = scenario.floor();
    Element item = Element.of("li");
    if (floor.repeats() == 0) {
      list.add(item.text(voice.say("floor.none")));
    } else if (floor.disagreements() == 0) {
      list.add(item.text(voice.say("floor.steady", "repeats", voice.count(floor.repeats()))));
    } else {
      list.add(
          voice
              .prose()
              .tell(
                  item,
                  "floor",
                  "repeats",
                  voice.count(floor.repeats()),
                  "disagreements",
                  voice.count(floor.disagreements()),
                  "share",
                  voice.percent((double) floor.disagreements() / floor.repeats())));
    }
    String untaught = untaught(scenario.counts());
    if (!untaught.isEmpty()) {
      list.add(Element.of("li").text(voice.say("counts", "kinds", untaught)));
    }
    return list;
  }

  private String untaught(Counts counts) {
    List<String> kinds = new ArrayList<>();
    count(kinds, counts, "counts.truncated", Counts::truncated);
    count(kinds, counts, "counts.failed", Counts::failed);
    count(kinds, counts, "counts.tool_use", Counts::toolUse);
    count(kinds, counts, "counts.absent", Counts::absent);
    count(kinds, counts, "counts.other_model", Counts::otherModel);
    count(kinds, counts, "counts.other_form", Counts::otherForm);
    return String.join(voice.say("list.comma"), kinds);
  }

  private void count(List<String> kinds, Counts counts, String key, ToLongFunction<Counts> number) {
    if (number.applyAsLong(counts) > 0) {
      kinds.add(voice.say(key, "calls", voice.count(number.applyAsLong(counts))));
    }
  }
}
