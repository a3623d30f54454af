package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.text.Texts;
import io.millrace.console.report.DisplayWidth;
import io.millrace.console.report.Language;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class CallTableTest {
  @Test
  void noLineIsWiderThanTheTerminal() {
    for (Language language : Language.values()) {
      for (int width : new int[] {110, 139, 140, 200}) {
        var table = new CallTable(Texts.of(language), width, ZoneOffset.UTC);
        for (String line : (table.head() + "\n" + table.row(CallRecords.answered())).split("\n")) {
          assertThat(DisplayWidth.of(line)).as(line).isLessThanOrEqualTo(width);
        }
      }
    }
  }

  @Test
  void aWideTerminalShowsTheCost() {
    var table = new CallTable(Texts.of(Language.EN), 160, ZoneOffset.UTC);
    assertThat(table.row(CallRecords.answered()))
        .startsWith("11-24 22:58:12  call_")
        .contains("工单分类模型-大", "teacher", "ticket-class", "120+30", "0.001234", "402 ms")
        .endsWith("1.8 s");
    assertThat(table.row(CallRecords.open())).contains("open").endsWith(" -");
  }

  @Test
  void theTableSpeaksChinese() {
    var table = new CallTable(Texts.of(Language.ZH), 160, ZoneOffset.UTC);
    assertThat(table.head()).contains("时间", "首字节");
    assertThat(table.row(CallRecords.answered())).contains("教师", "已应答");
  }

  @Test
  void aCallIsShownInFullAndCannotSteerTheTerminal() {
    String page = CallPage.render(CallRecords.answered(), Texts.of(Language.EN), ZoneOffset.UTC);
    assertThat(page)
        .contains(CallRecords.ID.text())
        .contains("2026-11-24 22:58:12.345 +00:00")
        .contains("chat (streamed)")
        .contains("0.0012345 (gpt-4o@2024-10-02)")
        .contains("1. first · openai/eu gpt-4o · failed 503 · 200 ms · overloaded")
        .contains("2. retry · openai/us gpt-4o · answered 200 · 1.4 s · 120+30 · 0.001234 USD")
        .contains("  {\n    \"model\" : \"gpt-4o\"")
        .contains("Student said")
        .doesNotContain("\u001b");
    assertThat(CallPage.render(CallRecords.open(), Texts.of(Language.EN), ZoneOffset.UTC))
        .contains("open")
        .contains("not kept");
  }

  @Test
  void jsonHoldsWhatIsKnown() {
    var json = CallJson.write(CallRecords.answered(), true);
    assertThat(json.path("cost_usd").stringValue()).isEqualTo("0.0012345");
    assertThat(json.path("request").path("model").stringValue()).isEqualTo("gpt-4o");
    assertThat(json.path("response").isString()).isTrue();
    assertThat(json.path("attempts").size()).isEqualTo(2);
    assertThat(json.path("attempts").get(0).path("cost_unknown").stringValue())
        .isEqualTo("no_usage");
    assertThat(CallJson.write(CallRecords.open(), false).has("request")).isFalse();
  }

  @Test
  void aTinyCostIsNotShownAsNothing() {
    assertThat(CallFigures.cost(new Cost.Priced(new Picodollars(1), "v")))
        .isEqualTo("0.000000000001");
    assertThat(CallFigures.cost(new Cost.Priced(Picodollars.ZERO, "v"))).isEqualTo("0.000000");
  }

  @Test
  void timesAreShortAtEveryScale() {
    assertThat(CallFigures.time(-1)).isEqualTo("-");
    assertThat(CallFigures.time(87)).isEqualTo("0.09 ms");
    assertThat(CallFigures.time(4_250)).isEqualTo("4.3 ms");
    assertThat(CallFigures.time(402_000)).isEqualTo("402 ms");
    assertThat(CallFigures.time(61_040_000)).isEqualTo("61.0 s");
  }
}
