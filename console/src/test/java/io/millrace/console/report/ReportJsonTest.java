package io.millrace.console.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReportJsonTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @Test
  void writesTheDocumentedSchemaInEnglish() throws IOException {
    Golden.check("report_en.json", json(SampleReports.shop(), Language.EN));
  }

  @Test
  void writesTheDocumentedSchemaInChinese() throws IOException {
    Golden.check("report_zh.json", json(SampleReports.shop(), Language.ZH));
  }

  @Test
  void writesTimings() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TimingsJson.write(SampleReports.timings(), out);
    String text = out.toString(StandardCharsets.UTF_8);
    JsonNode tree = MAPPER.readTree(text);
    assertThat(tree.propertyNames())
        .containsExactly("phases_millis", "student_micros", "train_millis", "peak_heap_bytes");
    assertThat(tree.at("/student_micros/sc-tickets").asDouble()).isEqualTo(31.4);
    assertThat(text).endsWith("}\n");
  }

  @Test
  void theOrderInWhichMapsWereFilledDoesNotShow() {
    Map<String, String> up = new LinkedHashMap<>();
    Map<String, String> down = new LinkedHashMap<>();
    for (int i = 0; i < 40; i++) {
      up.put("k" + i, "v");
      down.put("k" + (39 - i), "v");
    }
    AuditReport one = SampleReports.with(new Reason("x", up));
    AuditReport two = SampleReports.with(new Reason("x", down));
    assertThat(json(one, Language.EN)).isEqualTo(json(two, Language.EN));
    List<String> names =
        List.copyOf(
            MAPPER
                .readTree(json(one, Language.EN))
                .at("/scenarios/0/reason_values")
                .propertyNames());
    assertThat(names).hasSize(40).isSorted();
  }

  @Test
  void moneyIsAnExactDecimalString() {
    JsonNode tree = MAPPER.readTree(json(SampleReports.shop(), Language.EN));
    assertThat(tree.get("spend_usd").isString()).isTrue();
    assertThat(tree.at("/scenarios/0/spend_usd").asString()).isEqualTo("148.20311");
    assertThat(tree.at("/scenarios/2/saving_usd").asString()).isEqualTo("0");
    assertThat(tree.get("saving_usd").asString()).isEqualTo("229.079521");
  }

  @Test
  void thereIsACertificateOnlyWhereOneWasGiven() {
    for (AuditReport report : List.of(SampleReports.shop(), SampleReports.many(40))) {
      for (JsonNode scenario :
          MAPPER.readTree(json(report, Language.EN)).get("scenarios").values()) {
        boolean certified = scenario.get("status").asString().equals("certified");
        assertThat(scenario.get("certificate").isNull()).isEqualTo(!certified);
      }
    }
  }

  @Test
  void onlyTheReasonDependsOnTheLanguage() {
    String english = json(SampleReports.shop(), Language.EN);
    String chinese = json(SampleReports.shop(), Language.ZH);
    assertThat(withoutReason(english)).isEqualTo(withoutReason(chinese));
    assertThat(english).isNotEqualTo(chinese);
  }

  @Test
  void survivesAnyTextAndNothingAtAll() {
    JsonNode hostile = MAPPER.readTree(json(SampleReports.hostile(), Language.ZH));
    assertThat(hostile.at("/scenarios/0/name").asString()).isEqualTo(SampleReports.HOSTILE);
    JsonNode nothing = MAPPER.readTree(json(SampleReports.nothing(), Language.EN));
    assertThat(nothing.get("from").isNull()).isTrue();
    assertThat(nothing.get("saving_share").asDouble()).isZero();
    assertThat(nothing.get("scenarios").isEmpty()).isTrue();
  }

  @Test
  void aNumberThatIsNoneIsNull() {
    JsonNode tree = MAPPER.readTree(json(SampleReports.shop(), Language.EN));
    assertThat(tree.at("/scenarios/1/truth/difference_upper").isNull()).isTrue();
  }

  @Test
  void handsOnTheFailureOfTheStream() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertThatThrownBy(() -> ReportJson.write(SampleReports.shop(), Language.EN, full))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("No space left");
  }

  private static String withoutReason(String json) {
    return json.replaceAll("\"reason\" : \".*\"", "\"reason\"");
  }

  private static String json(AuditReport report, Language language) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReportJson.write(report, language, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
