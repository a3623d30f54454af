package io.millrace.console.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flywheel.report.AuditReport.Part;
import io.millrace.flywheel.report.AuditReport.Template;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TemplateDiffTest {
  private static final String[] WORDS = {"one ", "two ", "three\n", "改", "写", "， ", "x"};

  @Test
  void marksOnlyTheWordsThatChanged() {
    assertThat(diff("Answer in one word.", "Answer in one short word."))
        .isEqualTo("<span>Answer in one </span><ins>short </ins><span>word.</span>");
    assertThat(diff("请判断意图", "请判断主要意图")).isEqualTo("<span>请判断</span><ins>主要</ins><span>意图</span>");
  }

  @Test
  void holdsBothVersionsWhole() {
    SplittableRandom random = new SplittableRandom(5);
    for (int run = 0; run < 2_000; run++) {
      String before = text(random);
      String after = text(random);
      String html = diff(before, after);
      assertThat(plain(html.replaceAll("<ins>[^<]*</ins>", ""))).isEqualTo(before);
      assertThat(plain(html.replaceAll("<del>[^<]*</del>", ""))).isEqualTo(after);
    }
  }

  @Test
  void cutsLongStretchesThatAreTheSame() {
    String long1 = "same ".repeat(500);
    String html = diff("first " + long1 + "old", "first " + long1 + "new");
    assertThat(html).contains("<del>old</del>", "<ins>new</ins>", "…").hasSizeLessThan(400);
  }

  @Test
  void takesASlotAsAWord() {
    Template before = template(new Part("text", "Say "), new Part("input", ""));
    Template after = template(new Part("text", "Say "), new Part("volatile", ""));
    assertThat(html(before, after))
        .isEqualTo("<span>Say </span><del><i>input</i></del><ins><i>volatile</i></ins>");
  }

  @Test
  void givesUpOnDetailsOfHugeRewrites() {
    SplittableRandom random = new SplittableRandom(6);
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    for (int i = 0; i < 40_000; i++) {
      before.append(" b").append(random.nextInt(9_000));
      after.append("\ta").append(random.nextInt(9_000));
    }
    assertThat(diff(before.toString(), after.toString())).startsWith("<del>").endsWith("</ins>");
  }

  private static String diff(String before, String after) {
    return html(template(new Part("text", before)), template(new Part("text", after)));
  }

  private static String html(Template before, Template after) {
    StringBuilder out = new StringBuilder();
    new TemplateDiff()
        .pieces(before, after, kind -> Element.of("i").text(kind))
        .forEach(node -> node.write(out));
    return out.toString().replace("<span></span>", "");
  }

  private static String plain(String html) {
    return html.replaceAll("<[^>]*>", "");
  }

  private static Template template(Part... parts) {
    return new Template(List.of(parts), 1, Instant.EPOCH, Instant.EPOCH);
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(14); i > 0; i--) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }
}
