package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport.Field;
import io.millrace.flywheel.report.AuditReport.Shape;
import java.util.List;

/// What a job's answers are: labels as chips, a record's fields as a table.
final class ShapeView {
  private static final int SHOWN = 24;
  private static final int LONGEST_LABEL = 60;

  private final Voice voice;

  ShapeView(Voice voice) {
    this.voice = voice;
  }

  Element block(Shape shape) {
    Element block = Element.of("section", "block");
    block.add(Element.of("h4").text(voice.say("shape.title")));
    block.add(Element.of("p", "note").text(sentence(shape)));
    if (!shape.labels().isEmpty()) {
      labels(block, shape.labels());
    }
    if (!shape.fields().isEmpty()) {
      block.add(fields(shape.fields()));
    }
    return block;
  }

  private String sentence(Shape shape) {
    String key = "shape." + shape.kind() + ".sentence";
    if (!voice.prose().has(key)) {
      return shape.kind();
    }
    return voice.say(
        key,
        "labels",
        voice.count(shape.labels().size()),
        "fields",
        voice.count(shape.fields().size()),
        "wrapping",
        voice.sayCode("wrapping.", shape.wrapping()));
  }

  private void labels(Element block, List<String> labels) {
    if (labels.size() <= SHOWN + SHOWN / 4) {
      block.add(chips(labels));
      return;
    }
    block.add(
        chips(labels.subList(0, SHOWN)),
        Element.of("details")
            .add(
                Element.of("summary")
                    .text(voice.say("shape.more", "labels", voice.count(labels.size() - SHOWN))),
                chips(labels.subList(SHOWN, labels.size()))));
  }

  private static Element chips(List<String> labels) {
    Element list = Element.of("ul", "chips");
    labels.forEach(
        label -> list.add(Element.of("li").text(DisplayWidth.elide(label, LONGEST_LABEL))));
    return list;
  }

  private Element fields(List<Field> fields) {
    Element body = Element.of("tbody");
    for (Field field : fields) {
      boolean learnable = List.of("label", "span", "span_list").contains(field.kind());
      body.add(
          Element.of("tr")
              .add(
                  Element.of("th").attribute("scope", "row").add(code(field.path())),
                  Element.of("td", learnable ? "" : "warn")
                      .text(voice.sayCode("field.", field.kind())),
                  Element.of("td", "num").text(voice.percent(field.presence()))));
    }
    Element head = Element.of("tr");
    for (String key : List.of("field.path", "field.kind", "field.presence")) {
      boolean number = key.equals("field.presence");
      head.add(
          Element.of("th", number ? "num" : "").attribute("scope", "col").text(voice.say(key)));
    }
    return Element.of("table", "small").add(Element.of("thead").add(head), body);
  }

  private static Element code(String text) {
    return Element.of("code").text(DisplayWidth.elide(text, LONGEST_LABEL));
  }
}
