package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport.CurvePoint;
import io.millrace.flywheel.report.AuditReport.Scenario;
import io.millrace.flywheel.report.AuditReport.Terms;
import io.millrace.model.Certificate;
import java.util.List;
import java.util.Locale;

/// Risk against coverage on the tuning calls, with the allowed disagreement, the threshold that was
/// chosen and, beside it, what the certifying calls then showed.
final class RiskCurve {
  private static final double LEFT = 46;
  private static final double RIGHT = 398;
  private static final double TOP = 26;
  private static final double BOTTOM = 206;

  private final Voice voice;
  private final Terms terms;

  RiskCurve(Voice voice, Terms terms) {
    this.voice = voice;
    this.terms = terms;
  }

  Element figure(Scenario scenario) {
    Element figure = Element.of("figure", "curve");
    figure.add(Element.of("h4").text(voice.say("curve.title")));
    figure.add(chart(scenario));
    Element keys = Element.of("figcaption");
    keys.add(key("line", "curve.key.line"), key("limit", "curve.key.limit"));
    if (scenario.certificate() != null) {
      keys.add(key("point", "curve.key.point"), key("bound", "curve.key.bound"));
    }
    return figure.add(keys);
  }

  private Element key(String kind, String text) {
    return Element.of("span", "key")
        .add(
            Element.of("span", "mark mark-" + kind).attribute("aria-hidden", "true"),
            Element.of("span").text(voice.say(text, "alpha", voice.figures().rate(terms.alpha()))));
  }

  private Element chart(Scenario scenario) {
    double top = ceiling(scenario);
    Element svg =
        Element.of("svg")
            .attribute("viewBox", "0 0 420 250")
            .attribute("role", "img")
            .attribute("aria-label", summary(scenario));
    axes(svg, top);
    List<CurvePoint> points = points(scenario);
    if (!points.isEmpty()) {
      svg.add(line(points, top));
    }
    limit(svg, top);
    Certificate certificate = scenario.certificate();
    if (certificate != null && !points.isEmpty()) {
      chosen(svg, points, certificate, top);
      bound(svg, certificate, top);
    }
    return svg;
  }

  private boolean system() {
    return terms.promise().equals("system");
  }

  /// The curve in the terms of the promise: the risk is a share of the answered calls, or of all.
  private List<CurvePoint> points(Scenario scenario) {
    return scenario.curve().stream()
        .filter(p -> Double.isFinite(p.risk()))
        .map(p -> system() ? ofAll(p) : p)
        .toList();
  }

  private static CurvePoint ofAll(CurvePoint point) {
    return new CurvePoint(point.coverage(), point.risk() * point.coverage(), point.threshold());
  }

  private String summary(Scenario scenario) {
    CurvePoint widest = scenario.curve().getLast();
    return voice.say(
        "curve.summary",
        "coverage",
        voice.percent(widest.coverage()),
        "risk",
        voice.percent(widest.risk()),
        "alpha",
        voice.figures().rate(terms.alpha()));
  }

  /// The top of the risk axis: a round number above all that is drawn.
  private double ceiling(Scenario scenario) {
    double most = terms.alpha() * 1.5;
    for (CurvePoint point : points(scenario)) {
      most = Math.max(most, point.risk());
    }
    for (double round : new double[] {0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 0.8}) {
      if (most <= round) {
        return round;
      }
    }
    return 1;
  }

  private void axes(Element svg, double top) {
    for (int i = 0; i <= 4; i++) {
      double y = BOTTOM - (BOTTOM - TOP) * i / 4;
      svg.add(segment(i == 0 ? "axis" : "grid", LEFT, y, RIGHT, y));
      svg.add(label("tick end", LEFT - 7, y + 4, voice.figures().rate(top * i / 4)));
      double x = LEFT + (RIGHT - LEFT) * i / 4;
      svg.add(segment("axis", x, BOTTOM, x, BOTTOM + 4));
      svg.add(label("tick middle", x, BOTTOM + 18, voice.figures().rate(i / 4.0)));
    }
    svg.add(label("title middle", (LEFT + RIGHT) / 2, BOTTOM + 38, voice.say("curve.x")));
    svg.add(label("title", 4, TOP - 12, voice.say(system() ? "curve.y.system" : "curve.y")));
  }

  private Element line(List<CurvePoint> points, double top) {
    StringBuilder path = new StringBuilder();
    for (CurvePoint point : points) {
      path.append(path.isEmpty() ? "M" : "L")
          .append(String.format(Locale.ROOT, "%.1f", x(point.coverage())))
          .append(' ')
          .append(String.format(Locale.ROOT, "%.1f", y(point.risk(), top)));
    }
    return Element.of("path", "line").attribute("d", path.toString());
  }

  private void limit(Element svg, double top) {
    double y = y(terms.alpha(), top);
    svg.add(segment("limit", LEFT, y, RIGHT, y));
    svg.add(label("limit-text", LEFT + 6, y - 5, "α = " + voice.figures().rate(terms.alpha())));
  }

  /// The point of the curve whose threshold is nearest to the certified one.
  private void chosen(Element svg, List<CurvePoint> points, Certificate certificate, double top) {
    CurvePoint nearest = points.getFirst();
    for (CurvePoint point : points) {
      double distance = Math.abs(point.threshold() - certificate.threshold());
      if (distance < Math.abs(nearest.threshold() - certificate.threshold())) {
        nearest = point;
      }
    }
    double x = x(nearest.coverage());
    double y = y(nearest.risk(), top);
    svg.add(segment("drop", x, y, x, BOTTOM));
    svg.add(
        Element.of("circle", "point")
            .attribute("cx", x)
            .attribute("cy", y)
            .attribute("r", 5)
            .add(
                Element.of("title")
                    .text(
                        voice.say(
                            "curve.point",
                            "coverage",
                            voice.percent(nearest.coverage()),
                            "risk",
                            voice.percent(nearest.risk())))));
  }

  private void bound(Element svg, Certificate certificate, double top) {
    double coverage = certificate.n() == 0 ? 0 : (double) certificate.answered() / certificate.n();
    double base = certificate.promise().equals("system") ? certificate.n() : certificate.answered();
    double seen = base == 0 ? 0 : certificate.lossSum() / base;
    double x = x(coverage);
    double low = y(seen, top);
    double high = y(Math.min(certificate.riskUpper(), top), top);
    Element mark =
        Element.of("g", "bound")
            .add(
                Element.of("title")
                    .text(
                        voice.say(
                            "curve.bound",
                            "coverage",
                            voice.percent(coverage),
                            "risk",
                            voice.percent(seen),
                            "bound",
                            voice.figures().bound(certificate.riskUpper()))));
    mark.add(segment("", x, low, x, high), segment("", x - 6, high, x + 6, high));
    svg.add(mark.add(segment("", x - 3, low, x + 3, low)));
  }

  private static double x(double coverage) {
    return LEFT + (RIGHT - LEFT) * coverage;
  }

  private static double y(double risk, double top) {
    return BOTTOM - (BOTTOM - TOP) * Math.min(1, risk / top);
  }

  private static Element segment(String css, double x1, double y1, double x2, double y2) {
    return Element.of("line", css)
        .attribute("x1", x1)
        .attribute("y1", y1)
        .attribute("x2", x2)
        .attribute("y2", y2);
  }

  private static Element label(String css, double x, double y, String text) {
    return Element.of("text", css).attribute("x", x).attribute("y", y).text(text);
  }
}
