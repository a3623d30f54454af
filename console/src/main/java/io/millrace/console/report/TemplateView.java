package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport.Part;
import io.millrace.flywheel.report.AuditReport.Scenario;
import io.millrace.flywheel.report.AuditReport.Template;
import java.util.ArrayList;
import java.util.List;

/// A job's template: its newest version in full, slots as chips, and what each edit changed.
final class TemplateView {
  /// So much is shown at once; the rest waits behind "show all".
  private static final int SHOWN = 520;

  private final Voice voice;
  private final TemplateDiff diff = new TemplateDiff();

  TemplateView(Voice voice) {
    this.voice = voice;
  }

  Element block(Scenario scenario) {
    List<Template> versions = scenario.templates();
    Element block = Element.of("section", "block");
    block.add(Element.of("h4").text(voice.say("template.title")));
    if (versions.isEmpty()) {
      return block;
    }
    Template newest = versions.getLast();
    block.add(Element.of("p", "note").text(span(newest, versions.size())));
    int length = newest.parts().stream().mapToInt(p -> p.text().length()).sum();
    if (length <= SHOWN + SHOWN / 4) {
      block.add(text(newest.parts()));
    } else {
      block.add(
          text(beginning(newest.parts())),
          Element.of("details")
              .add(
                  Element.of("summary")
                      .text(voice.say("template.all", "characters", voice.count(length))),
                  text(newest.parts())));
    }
    for (int i = 1; i < versions.size(); i++) {
      block.add(edit(versions.get(i - 1), versions.get(i)));
    }
    return block;
  }

  private String span(Template newest, int versions) {
    return versions == 1
        ? voice.say("template.one", "window", voice.days(newest.first(), newest.last()))
        : voice.say(
            "template.versions",
            "versions",
            voice.count(versions),
            "day",
            voice.figures().day(newest.first()));
  }

  private Element edit(Template before, Template after) {
    return Element.of("details")
        .add(
            Element.of("summary")
                .text(
                    voice.say(
                        "template.edit",
                        "day",
                        voice.figures().day(after.first()),
                        "calls",
                        voice.count(after.calls()))),
            Element.of("div", "template diff").addAll(diff.pieces(before, after, this::slot)));
  }

  private static List<Part> beginning(List<Part> parts) {
    List<Part> shown = new ArrayList<>();
    int left = SHOWN;
    for (Part part : parts) {
      if (left <= 0) {
        break;
      }
      boolean fits = part.text().length() <= left;
      shown.add(fits ? part : new Part(part.kind(), cut(part.text(), left)));
      left -= part.text().length();
    }
    return shown;
  }

  private static String cut(String text, int length) {
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end).stripTrailing() + " …";
  }

  private Element text(List<Part> parts) {
    Element text = Element.of("div", "template");
    for (Part part : parts) {
      switch (part.kind()) {
        case "role" -> text.add(role(part.text()));
        case "text" -> text.text(part.text());
        default -> text.add(slot(part.kind()));
      }
    }
    return text;
  }

  private Element role(String role) {
    return Element.of("span", "role").text(voice.sayCode("role.", role));
  }

  /// A chip for a role (`role:NAME`) or a slot.
  private Element slot(String kind) {
    if (kind.startsWith("role:")) {
      return role(kind.substring(5));
    }
    String css = kind.equals("volatile") ? "slot volatile" : "slot";
    return Element.of("span", css).text(voice.sayCode("slot.", kind));
  }
}
