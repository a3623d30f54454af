package io.millrace.console.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flywheel.report.AuditReport.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReasonsTest {
  private static final List<Reason> KNOWN =
      List.of(
          new Reason("certified", Map.of()),
          new Reason("text_answers", Map.of("why", "long_free_text")),
          new Reason("text_answers", Map.of("why", "mixed_formats")),
          new Reason("text_answers", Map.of("why", "no_pattern")),
          new Reason("text_answers", Map.of("why", "no_fields", "examples", "60")),
          new Reason("text_answers", Map.of("why", "no_answers")),
          new Reason(
              "text_answers",
              Map.of("why", "open_answers", "examples", "900", "distinct", "870", "seen", "0.04")),
          new Reason(
              "text_answers",
              Map.of("why", "thin_answers", "examples", "90", "distinct", "40", "support", "2")),
          new Reason(
              "text_answers", Map.of("why", "mixed_answers", "examples", "90", "json", "0.6")),
          new Reason(
              "too_few_to_certify",
              Map.of("more", "310", "risk", "0.04", "coverage", "0.6", "alpha", "0.1")),
          new Reason(
              "certify_failed",
              Map.of("more", "0", "risk", "0.09", "coverage", "0.6", "alpha", "0.1")),
          new Reason("levels_off", Map.of("risk", "0.213", "coverage", "0.12", "alpha", "0.1")),
          new Reason("unlearnable_fields", Map.of("fields", "total, remark")),
          new Reason("format_not_reproducible", Map.of("share", "0.4123")),
          new Reason("one_answer", Map.of("answer", "ok")),
          new Reason("too_few_calls", Map.of("have", "80", "need", "1200")),
          new Reason("too_few_to_certify", Map.of("have", "61", "need", "167", "risk", "0.04")),
          new Reason("too_few_to_certify", Map.of("have", "61", "need", "167")),
          new Reason("levels_off", Map.of("risk", "0.213", "alpha", "0.1")),
          new Reason("certify_failed", Map.of("risk", "0.0934", "more", "2150")),
          new Reason("certify_failed", Map.of("risk", "0.0934")),
          new Reason("under_a_tenth", Map.of("coverage", "0.071")),
          new Reason("no_answers", Map.of()),
          new Reason("student_at_floor", Map.of("floor", "0.31")),
          new Reason("labels_too_rare", Map.of()));

  @Test
  void everyKnownCodeHasItsProseInBothLanguages() {
    for (Language language : Language.values()) {
      Reasons reasons = new Reasons(Voice.of(language));
      for (Reason reason : KNOWN) {
        assertThat(reasons.sentence(reason)).as("%s", reason).endsWith(stop(language));
        assertThat(reasons.brief(reason)).as("%s", reason).isNotBlank().doesNotContain("_");
      }
    }
  }

  @Test
  void everyCodeSurvivesTheLossOfItsValues() {
    for (Language language : Language.values()) {
      Reasons reasons = new Reasons(Voice.of(language));
      for (Reason reason : KNOWN) {
        Reason bare = new Reason(reason.code(), Map.of());
        assertThat(reasons.sentence(bare)).isNotEqualTo(reason.code()).doesNotContain("{");
      }
    }
  }

  @Test
  void saysHowManyMoreInputsAreMissing() {
    Reasons reasons = new Reasons(Voice.of(Language.EN));
    assertThat(reasons.sentence(new Reason("too_few_calls", Map.of("have", "80", "need", "1200"))))
        .contains("80 usable", "at least 1,200", "about 1,120 more");
    assertThat(
            reasons.sentence(
                new Reason("certify_failed", Map.of("risk", "0.0934", "more", "2150"))))
        .contains("9.3%", "2,150 more distinct inputs");
    assertThat(reasons.sentence(new Reason("certify_failed", Map.of("risk", "0.0934"))))
        .doesNotContain("more distinct inputs");
    assertThat(reasons.sentence(new Reason("certify_failed", Map.of("risk", "0.09", "more", "0"))))
        .doesNotContain("more distinct inputs");
  }

  @Test
  void anUnknownCodeStandsForItself() {
    for (Language language : Language.values()) {
      Reasons reasons = new Reasons(Voice.of(language));
      Reason unknown = new Reason("moon_phase", Map.of("why", "full"));
      assertThat(reasons.sentence(unknown)).isEqualTo("moon_phase");
      assertThat(reasons.brief(unknown)).isEqualTo("moon_phase");
    }
  }

  @Test
  void anUnreadableNumberIsShownAsItIs() {
    Reasons reasons = new Reasons(Voice.of(Language.EN));
    assertThat(reasons.sentence(new Reason("under_a_tenth", Map.of("coverage", "little"))))
        .contains("answers little of the calls");
  }

  private static String stop(Language language) {
    return language == Language.ZH ? "。" : ".";
  }
}
