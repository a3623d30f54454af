package io.millrace.console.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flywheel.report.AuditReport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ReportPageTest {
  private static final Pattern TAG =
      Pattern.compile("<(/?)([a-zA-Z0-9]+)((?: [a-zA-Z0-9-]+=\"[^\"<>]*\")*)>");
  private static final Set<String> VOID = Set.of("meta", "br", "hr", "col");
  private static final Map<String, AuditReport> ALL =
      Map.of(
          "shop", SampleReports.shop(),
          "system", SampleReports.terms(SampleReports.shop(), "system", "fields", true),
          "empty", SampleReports.empty(),
          "unpriced", SampleReports.unpriced(),
          "nothing", SampleReports.nothing(),
          "hostile", SampleReports.hostile(),
          "many", SampleReports.many(40));

  @Test
  void everyPageIsWellFormed() {
    forAll((name, page) -> assertBalanced(name, page));
  }

  @Test
  void everyLinkLeadsToOneElementOfThePage() {
    forAll((name, page) -> {
      List<String> ids = all(page, "\\bid=\"([^\"]*)\"");
      assertThat(ids).as(name).doesNotHaveDuplicates();
      assertThat(ids).as(name).containsAll(all(page, "href=\"#([^\"]*)\""));
      assertThat(ids).as(name).containsAll(all(page, "aria-labelledby=\"([^\"]*)\""));
    });
  }

  @Test
  void needsNothingButItself() {
    forAll((name, page) ->
        assertThat(page)
            .as(name)
            .doesNotContain("<script", "<link", "<img", "<iframe", "http:", "https:", "url(")
            .doesNotContain("@import", " style=\"", " onload", "NaN", "Infinity"));
  }

  @Test
  void allowsItsOwnStyleSheetAndNothingElse() throws Exception {
    String page = page(SampleReports.shop(), Language.EN, false);
    int start = page.indexOf("<style>") + "<style>".length();
    String style = page.substring(start, page.indexOf("</style>"));
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
    assertThat(page)
        .contains(
            "default-src &#39;none&#39;; style-src &#39;sha256-"
                + Base64.getEncoder().encodeToString(digest)
                + "&#39;");
  }

  @Test
  void textFromTheLogStaysText() {
    for (Language language : Language.values()) {
      String page = page(SampleReports.hostile(), language, true);
      assertThat(page)
          .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;amp;")
          .doesNotContain("<script", "alert('x')", "\u001b", "\u202e", "\u0000");
    }
  }

  @Test
  void speaksTheLanguageItSays() {
    assertThat(page(SampleReports.shop(), Language.EN, false)).contains("<html lang=\"en\">");
    assertThat(page(SampleReports.shop(), Language.ZH, false))
        .contains("<html lang=\"zh-CN\">", "经证明可省");
    String chinese = page(SampleReports.empty(), Language.ZH, false);
    String words = chinese.substring(chinese.indexOf("<body>")).replaceAll("<[^>]*>", " ");
    assertThat(words).doesNotContainPattern("\\b(the|of|calls|saving)\\b");
  }

  @Test
  void saysWhetherExamplesAreMasked() {
    String masked = page(SampleReports.shop(), Language.EN, false);
    String clear = page(SampleReports.shop(), Language.EN, true);
    assertThat(masked).contains("Their texts are masked", "class=\"sample masked\"");
    assertThat(clear).contains("in clear.").doesNotContain("Their texts are masked");
  }

  @Test
  void saysTheCertificateInPlainWords() {
    String words = words(page(SampleReports.shop(), Language.EN, false));
    assertThat(words)
        .contains(
            "Of the distinct inputs that the student answers, at most 10% would be answered"
                + " differently by the large model, with 95% confidence.")
        .contains(
            "on 2,380 inputs from 12–16 Nov 2026 that it had never seen, the student answered"
                + " 2,298 (96.6%) and differed from the large model on 101 (4.4%).")
        .contains("upper bound of 5.3%")
        .contains("at most 1.9 percentage points more often")
        .contains("Of 3 certificates, the chance that at least one is wrong is up to 15%.");
  }

  @Test
  void theSystemPromiseSpeaksOfAllCalls() {
    AuditReport system = SampleReports.terms(SampleReports.shop(), "system", "record", true);
    assertThat(words(page(system, Language.EN, false)))
        .contains("Of all distinct inputs of the job, at most 10%")
        .contains("Answered and different, of all calls")
        .contains("all of them hold at once");
  }

  @Test
  void leavesNothingUnsaid() {
    String words = words(page(SampleReports.shop(), Language.EN, false));
    assertThat(words)
        .contains("17 of 577 repeats", "the same answer every time (4 repeats)")
        .contains("Calls that taught nothing: 12 cut off by a limit, 31 failed")
        .contains("house-model-7b: 214, no price known")
        .contains("3 lines were skipped")
        .contains("certify nothing")
        .contains("It is not inferior")
        .contains("about 2,150 more distinct inputs")
        .contains("Show all 2,800 characters", "126 more labels")
        .contains("About 29,000 times faster")
        .contains("extrapolated");
  }

  @Test
  void neverCallsAnUnknownSpendZero() {
    assertThat(words(page(SampleReports.unpriced(), Language.EN, false)))
        .contains("unknown", "no price")
        .doesNotContain("$0.00 ");
    assertThat(words(page(SampleReports.shop(), Language.EN, false)))
        .contains("32,137 of 32,351 calls; the others have no price");
  }

  @Test
  void theBarsOfTheBillAddUp() {
    Totals totals = Totals.of(SampleReports.shop());
    assertThat(
            totals
                .saved()
                .add(totals.kept())
                .add(totals.notCertified())
                .add(totals.notLearnable())
                .add(totals.free()))
        .isEqualByComparingTo(SampleReports.shop().traffic().spendUsd());
  }

  private interface Check {
    void of(String name, String page);
  }

  private static void forAll(Check check) {
    for (Map.Entry<String, AuditReport> entry : ALL.entrySet()) {
      for (Language language : Language.values()) {
        check.of(entry.getKey() + " " + language, page(entry.getValue(), language, false));
      }
    }
  }

  private static String page(AuditReport report, Language language, boolean exampleTexts) {
    return ReportPage.render(report, SampleReports.timings(), language, exampleTexts);
  }

  private static String words(String page) {
    return page.substring(page.indexOf("<body>"))
        .replaceAll("</(p|td|th|li|dd|dt|h\\d|text|title|summary)>", " ")
        .replaceAll("<[^>]*>", "")
        .replace("&#39;", "'")
        .replace("&quot;", "\"");
  }

  private static List<String> all(String page, String pattern) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(page);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  /// Every `<` begins a tag of the strict form that we write, and tags nest.
  private static void assertBalanced(String name, String page) {
    String body = page.substring(page.indexOf("<html")).replaceAll("<style>[^<]*</style>", "");
    Deque<String> open = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    Matcher tags = TAG.matcher(body);
    int next = body.indexOf('<');
    while (next >= 0) {
      assertThat(tags.find(next)).as(name).isTrue();
      assertThat(tags.start()).as("%s: %s", name, near(body, next)).isEqualTo(next);
      seen.add(tags.group(2));
      if (!tags.group(1).isEmpty()) {
        assertThat(open.pop()).as("%s: %s", name, near(body, next)).isEqualTo(tags.group(2));
      } else if (!VOID.contains(tags.group(2))) {
        open.push(tags.group(2));
      }
      next = body.indexOf('<', tags.end());
    }
    assertThat(open).as(name).isEmpty();
    assertThat(seen).as(name).contains("h1", "main", "footer");
  }

  private static String near(String body, int position) {
    return body.substring(Math.max(0, position - 80), Math.min(body.length(), position + 80));
  }
}
