package io.millrace.console.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Scenario;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTableTest {
  private static final List<AuditReport> ALL =
      List.of(
          SampleReports.shop(),
          SampleReports.empty(),
          SampleReports.unpriced(),
          SampleReports.nothing(),
          SampleReports.hostile(),
          SampleReports.many(40));

  @Test
  void fitsEightyColumnsInEnglish() throws IOException {
    Golden.check(
        "table_en_80.txt", ReportTable.render(SampleReports.shop(), Language.EN, 80, false));
  }

  @Test
  void fitsEightyColumnsInChinese() throws IOException {
    Golden.check(
        "table_zh_80.txt", ReportTable.render(SampleReports.shop(), Language.ZH, 80, false));
  }

  @Test
  void showsShapeAndStudentWhereThereIsRoom() throws IOException {
    Golden.check(
        "table_zh_120.txt", ReportTable.render(SampleReports.shop(), Language.ZH, 120, false));
  }

  @Test
  void isNeverWiderThanTheTerminal() {
    for (AuditReport report : ALL) {
      for (Language language : Language.values()) {
        for (int width : new int[] {64, 80, 100, 120, 160}) {
          assertThat(ReportTable.render(report, language, width, false).lines())
              .allMatch(line -> DisplayWidth.of(line) <= width);
        }
      }
    }
  }

  @Test
  void coloursTakeNoColumns() {
    String plain = ReportTable.render(SampleReports.shop(), Language.ZH, 100, false);
    String coloured = ReportTable.render(SampleReports.shop(), Language.ZH, 100, true);
    assertThat(coloured).isNotEqualTo(plain);
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", "").lines().map(String::stripTrailing))
        .containsExactlyElementsOf(plain.lines().toList());
  }

  @Test
  void textFromTheLogCanNotSteerTheTerminal() {
    assertThat(ReportTable.render(SampleReports.hostile(), Language.EN, 120, false))
        .doesNotContain("\u001b", "\u202e", "\u0000");
  }

  @Test
  void saysOfEveryUncertifiedJobWhy() {
    Reasons reasons = new Reasons(Voice.of(Language.EN));
    String text = ReportTable.render(SampleReports.many(40), Language.EN, 4_000, false);
    for (Scenario scenario : SampleReports.many(40).scenarios()) {
      if (scenario.certificate() == null) {
        assertThat(text).contains(reasons.sentence(scenario.reason()));
      }
    }
  }

  @Test
  void saysHowFarTheCertificatesHoldTogether() {
    AuditReport report = SampleReports.shop();
    assertThat(ReportTable.render(report, Language.EN, 200, false)).contains("up to 15%");
    AuditReport joint = SampleReports.terms(report, "selective", "record", true);
    assertThat(ReportTable.render(joint, Language.EN, 200, false))
        .contains("all of them hold at once")
        .doesNotContain("up to 15%");
  }

  @Test
  void anUnpricedJobHasNoShareOfTheSpend() {
    assertThat(ReportTable.render(SampleReports.unpriced(), Language.EN, 120, false).lines())
        .anyMatch(line -> line.contains("clause limits liability  ") && !line.contains("%"));
    assertThat(ReportTable.render(SampleReports.unpriced(), Language.EN, 200, false))
        .contains("spend and saving are unknown")
        .doesNotContain("$0.00")
        .contains("teacher-large: 12,750, no price known", "house-model: 40, no exchange rate");
  }

  @Test
  void replayShowsWhatTheLogAllows() {
    List<ReplayTable.Row> rows =
        List.of(
            new ReplayTable.Row("判断用户留言的意图", 200, 150, 6L, 0.75, 0.04),
            new ReplayTable.Row("Route a message", 100, 0, null, 0, null));
    assertThat(ReplayTable.render(rows, Language.EN, 80, false))
        .isEqualTo(
            """
            Job                 Calls  By student  Answered  Differed  Observed risk
            ────────────────────────────────────────────────────────────────────────
            判断用户留言的意图    200         150     75.0%         6           4.0%
            Route a message       100           0      0.0%         –              –
            ────────────────────────────────────────────────────────────────────────
            Total                 300         150     50.0%
            """);
  }

  @Test
  void replaySaysWhenThereIsNothingToCompareWith() {
    List<ReplayTable.Row> rows = List.of(new ReplayTable.Row("a", 1, 1, null, 1, null));
    assertThat(ReplayTable.render(rows, Language.EN, 80, false)).contains("no answers to compare");
    assertThat(ReplayTable.render(List.of(), Language.ZH, 80, false)).contains("没有任何任务");
  }
}
