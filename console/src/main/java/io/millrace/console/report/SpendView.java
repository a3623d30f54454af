package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Where the money went: one bar for the whole bill, with a table that says the same.
final class SpendView {
  private static final double WIDTH = 1000;
  private static final double HEIGHT = 36;

  private final AuditReport report;
  private final Voice voice;

  SpendView(AuditReport report, Voice voice) {
    this.report = report;
    this.voice = voice;
  }

  private record Slice(String kind, BigDecimal spend) {}

  Element section() {
    List<Slice> slices = slices();
    Element section = Element.of("section", "spend");
    section.add(Element.of("h2").text(voice.say("spend.title")));
    if (report.traffic().spendUsd().signum() > 0) {
      section.add(bar(slices), legend(slices));
    } else {
      section.add(Element.of("p", "intro").text(voice.say("spend.unknown")));
    }
    return section;
  }

  private List<Slice> slices() {
    Totals totals = Totals.of(report);
    List<Slice> slices = new ArrayList<>();
    slices.add(new Slice("saved", totals.saved()));
    slices.add(new Slice("kept", totals.kept()));
    slices.add(new Slice("not_certified", totals.notCertified()));
    slices.add(new Slice("not_learnable", totals.notLearnable()));
    slices.add(new Slice("free", totals.free()));
    slices.removeIf(slice -> slice.spend().signum() <= 0);
    return slices;
  }

  private double share(Slice slice) {
    return slice.spend().doubleValue() / report.traffic().spendUsd().doubleValue();
  }

  private Element bar(List<Slice> slices) {
    Element svg =
        Element.of("svg", "whole")
            .attribute("viewBox", "0 0 1000 36")
            .attribute("preserveAspectRatio", "none")
            .attribute("role", "img")
            .attribute("aria-label", voice.say("spend.title"));
    double x = 0;
    for (Slice slice : slices) {
      double width = Math.min(WIDTH - x, share(slice) * WIDTH);
      svg.add(
          Element.of("rect", "fill-" + slice.kind())
              .attribute("x", x)
              .attribute("y", 0)
              .attribute("width", Math.max(0.5, width - (x + width < WIDTH - 1 ? 3 : 0)))
              .attribute("height", HEIGHT)
              .add(Element.of("title").text(words(slice))));
      x += width;
    }
    return svg;
  }

  private String words(Slice slice) {
    return voice.say("slice." + slice.kind())
        + ": "
        + voice.money(slice.spend())
        + " ("
        + voice.percent(share(slice))
        + ")";
  }

  private Element legend(List<Slice> slices) {
    Element body = Element.of("tbody");
    for (Slice slice : slices) {
      body.add(
          Element.of("tr")
              .add(
                  Element.of("th")
                      .attribute("scope", "row")
                      .add(
                          Element.of("span", "swatch bg-" + slice.kind()),
                          Element.of("span").text(voice.say("slice." + slice.kind()))),
                  Element.of("td", "num").text(voice.money(slice.spend())),
                  Element.of("td", "num").text(voice.percent(share(slice))),
                  Element.of("td", "wide").text(voice.say("slice." + slice.kind() + ".note"))));
    }
    return Element.of("table", "legend")
        .add(Element.of("caption", "hidden").text(voice.say("spend.title")), body);
  }
}
