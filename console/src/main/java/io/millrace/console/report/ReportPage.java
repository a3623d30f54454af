package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Scenario;
import io.millrace.flywheel.report.AuditReport.Status;
import io.millrace.flywheel.report.Timings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Writes `report.html`: one page that needs nothing but itself.
///
/// It has no script; its policy for content allows its own style sheet, by hash, and nothing else.
/// Whatever comes from the log is escaped.
public final class ReportPage {
  private final AuditReport report;
  private final Voice voice;
  private final JobCard card;

  private ReportPage(AuditReport report, Timings timings, Voice voice, boolean exampleTexts) {
    this.report = report;
    this.voice = voice;
    this.card = new JobCard(report, timings, voice, exampleTexts);
  }

  /// The page as text; it declares UTF-8.
  ///
  /// @param exampleTexts whether the examples in the report hold their texts in clear; otherwise
  ///   the page says that they are masked
  public static String render(
      AuditReport report, Timings timings, Language language, boolean exampleTexts) {
    return new ReportPage(report, timings, Voice.of(language), exampleTexts).render();
  }

  private String render() {
    Element page = Element.of("html").attribute("lang", voice.language().tag()).add(head(), body());
    return "<!DOCTYPE html>\n" + page + "\n";
  }

  private Element head() {
    String style = style();
    return Element.of("head")
        .add(
            Element.of("meta").attribute("charset", "utf-8"),
            Element.of("meta")
                .attribute("http-equiv", "Content-Security-Policy")
                .attribute(
                    "content",
                    "default-src 'none'; style-src 'sha256-"
                        + sha256(style)
                        + "'; base-uri 'none'; form-action 'none'"),
            Element.of("meta")
                .attribute("name", "viewport")
                .attribute("content", "width=device-width, initial-scale=1"),
            Element.of("meta").attribute("name", "color-scheme").attribute("content", "light dark"),
            Element.of("meta").attribute("name", "referrer").attribute("content", "no-referrer"),
            Element.of("title").text(voice.say("page.title")),
            Element.of("style").verbatim(style));
  }

  private Element body() {
    List<Element> parts = new ArrayList<>();
    parts.add(new Headline(report, voice).header());
    if (!report.scenarios().isEmpty()) {
      parts.add(new SpendView(report, voice).section());
      parts.add(new JobList(report, voice).section());
      addGroup(parts, Status.CERTIFIED, "group.certified");
      addGroup(parts, Status.NOT_CERTIFIED, "group.not_certified");
      addGroup(parts, Status.NOT_LEARNABLE, "group.not_learnable");
    }
    parts.add(new Notes(report, voice).section());
    parts.add(Element.of("footer").text(voice.say("footer")));
    return Element.of("body").add(Element.of("main").addAll(parts));
  }

  private void addGroup(List<Element> parts, Status status, String key) {
    List<Element> cards = new ArrayList<>();
    for (int i = 0; i < report.scenarios().size(); i++) {
      Scenario scenario = report.scenarios().get(i);
      if (scenario.status() == status) {
        cards.add(card.article(scenario, i));
      }
    }
    if (!cards.isEmpty()) {
      parts.add(
          Element.of("section", "group")
              .add(
                  Element.of("h2").text(voice.say(key)),
                  Element.of("p", "intro").text(voice.say(key + ".intro")))
              .addAll(cards));
    }
  }

  private static String style() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("The resource report.css is missing.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The resource report.css can not be read.", e);
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
