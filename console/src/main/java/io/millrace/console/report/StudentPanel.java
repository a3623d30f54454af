package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport.Latency;
import io.millrace.flywheel.report.AuditReport.Scenario;
import io.millrace.flywheel.report.AuditReport.StudentView;
import io.millrace.flywheel.report.Timings;
import java.util.ArrayList;
import java.util.List;

/// The student beside its teacher: what it is made of, how fast and how large it is, and what
/// pruning and quantising cost it.
final class StudentPanel {
  private static final String NOTHING = "–";

  private final Voice voice;
  private final Timings timings;

  StudentPanel(Voice voice, Timings timings) {
    this.voice = voice;
    this.timings = timings;
  }

  List<Element> blocks(Scenario scenario) {
    StudentView student = scenario.student();
    if (student == null) {
      return List.of();
    }
    List<Element> blocks = new ArrayList<>();
    Element block = Element.of("section", "block student");
    block.add(Element.of("h4").text(voice.say("student.title")));
    block.add(Element.of("p").text(sentence(student)));
    block.add(Element.of("div", "pair").add(speed(scenario), size(student)));
    if (!student.notes().isEmpty()) {
      Element list = Element.of("ul", "notes");
      student.notes().forEach(note -> list.add(Element.of("li").text(note)));
      block.add(
          Element.of("details").add(Element.of("summary").text(voice.say("student.notes")), list));
    }
    blocks.add(block);
    return blocks;
  }

  private String sentence(StudentView student) {
    List<String> members =
        student.members().stream().map(m -> voice.sayCode("member.", m)).toList();
    return voice.say(
        student.encoder() ? "student.sentence.encoder" : "student.sentence",
        "members",
        members.isEmpty() ? NOTHING : String.join(voice.say("list.and"), members),
        "calls",
        voice.count(student.trainCalls()),
        "agreement",
        voice.percent(student.agreement()));
  }

  private Element speed(Scenario scenario) {
    Latency latency = scenario.latency();
    Double micros = timings.studentMicros().get(scenario.id());
    Element body = Element.of("tbody");
    body.add(
        row(
            "speed.teacher",
            latency == null ? NOTHING : millis(latency.medianMillis()),
            latency == null ? NOTHING : millis(latency.p95Millis())));
    body.add(
        row("speed.student", micros == null ? NOTHING : voice.figures().micros(micros), NOTHING));
    Element box = Element.of("div");
    box.add(table("speed.title", List.of("speed.median", "speed.p95"), body));
    if (latency != null && micros != null && micros > 0) {
      long times = Math.round(latency.medianMillis() * 1_000 / micros);
      if (times >= 2) {
        box.add(Element.of("p", "note").text(voice.say("speed.times", "times", twoDigits(times))));
      }
    }
    return box;
  }

  private Element size(StudentView student) {
    Element body = Element.of("tbody");
    body.add(row("size.bytes", bytes(student.bytesBefore()), bytes(student.bytesAfter())));
    body.add(
        row(
            "size.agreement",
            voice.percent(student.agreementBefore()),
            voice.percent(student.agreementAfter())));
    return Element.of("div").add(table("size.title", List.of("size.before", "size.after"), body));
  }

  private String bytes(long bytes) {
    return bytes <= 0 ? NOTHING : voice.figures().bytes(bytes);
  }

  private String millis(long millis) {
    return voice.figures().micros(millis * 1_000.0);
  }

  /// A ratio of two rough figures is not worth more than two digits.
  private String twoDigits(long times) {
    long unit = 1;
    while (times / unit >= 100) {
      unit *= 10;
    }
    return voice.count(Math.round((double) times / unit) * unit);
  }

  private Element table(String caption, List<String> columns, Element body) {
    Element head = Element.of("tr").add(Element.of("td").text(""));
    columns.forEach(
        key -> head.add(Element.of("th", "num").attribute("scope", "col").text(voice.say(key))));
    return Element.of("table", "small")
        .add(Element.of("caption").text(voice.say(caption)), Element.of("thead").add(head), body);
  }

  private Element row(String key, String first, String second) {
    return Element.of("tr")
        .add(
            Element.of("th").attribute("scope", "row").text(voice.say(key)),
            Element.of("td", "num").text(first),
            Element.of("td", "num").text(second));
  }
}
