package io.millrace.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.demo.Frame.Happening;
import io.millrace.app.demo.Frame.Job;
import io.millrace.app.demo.Frame.Stage;
import io.millrace.app.demo.Frame.Tone;
import io.millrace.app.text.Texts;
import io.millrace.console.report.DisplayWidth;
import io.millrace.console.report.Language;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ViewTest {
  @Test
  void aFrameLooksAsItShouldInBothLanguages() throws IOException {
    check("frame-en.txt", view(Language.EN, 110, 34, false).render(alarm()));
    check("frame-zh.txt", view(Language.ZH, 110, 34, false).render(alarm()));
  }

  @Test
  void aFrameKeepsWithinTheTerminal() {
    for (Language language : Language.values()) {
      for (int width : new int[] {60, 80, 100, 160}) {
        for (int height : new int[] {12, 24, 40}) {
          List<String> lines = view(language, width, height, false).render(alarm());
          assertThat(lines.size()).isLessThanOrEqualTo(Math.max(height, 20));
          assertThat(lines)
              .allSatisfy(
                  line -> assertThat(DisplayWidth.of(line)).as(line).isLessThanOrEqualTo(width));
        }
      }
    }
  }

  @Test
  void nothingIsKnownAtTheBeginning() {
    var frame =
        new Frame(
            Duration.ZERO,
            "demo.phase.flowing",
            -1,
            "http://127.0.0.1:8080",
            new Frame.Totals(0, 0, 0, 0, 0, 0),
            List.of(),
            new Frame.Cost(List.of(), List.of()),
            List.of());
    List<String> lines = view(Language.EN, 100, 30, false).render(frame);
    assertThat(String.join("\n", lines)).contains("no recurring job is known yet");
  }

  @Test
  void coloursChangeNoColumn() {
    List<String> plain = view(Language.ZH, 100, 30, false).render(alarm());
    List<String> coloured = view(Language.ZH, 100, 30, true).render(alarm());
    assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")).toList())
        .isEqualTo(plain);
    assertThat(String.join("", coloured)).contains("\u001b[1;37;41m");
  }

  private static View view(Language language, int width, int height, boolean colour) {
    return new View(Texts.of(language), width, height, colour);
  }

  private static Frame alarm() {
    List<Double> without = new ArrayList<>();
    List<Double> spent = new ArrayList<>();
    for (int i = 0; i < 75; i++) {
      without.add(300 + 10 * Math.sin(i));
      spent.add(i < 40 ? without.get(i) : Math.max(45, without.get(i) - 13.0 * (i - 40)));
    }
    List<Job> jobs =
        List.of(
            new Job(
                "Route tickets for the help desk of Larkspur",
                Stage.ALARM,
                0,
                0,
                2800,
                512,
                31,
                spent),
            new Job("电商平台的评论分析助手", Stage.FULL, 1, 0.93, 2300, 402, 9, spent.reversed()),
            new Job("你负责从寄件留言中提取下单信息", Stage.CANARY, 0.25, 0.21, 1990, 118, 2, spent),
            new Job("Moderate the comments", Stage.RECOVERED, 1, 0.995, 1800, 88, 0, without),
            new Job("Turn the raw notes of a meeting", Stage.STAYS, 0, 0, 500, 0, 0, without),
            new Job("", Stage.FREE, 0, 0, 1040, 0, 0, without));
    List<Happening> happened =
        List.of(
            new Happening(Duration.ofSeconds(28), Tone.PLAIN, "round r1 begins"),
            new Happening(Duration.ofSeconds(41), Tone.GOOD, "certified: 电商平台的评论分析助手"),
            new Happening(Duration.ofSeconds(72), Tone.NEWS, "the provider changes the model"),
            new Happening(Duration.ofSeconds(75), Tone.BAD, "ALARM: taken back"));
    return new Frame(
        Duration.ofSeconds(75),
        "demo.phase.rolled_back",
        0.62,
        "http://127.0.0.1:40213",
        new Frame.Totals(10_430, 149.6, 45.2, 303.77, 1.928, 411),
        jobs,
        new Frame.Cost(spent, without),
        happened);
  }

  /// Rewritten when the tests run with `-Dmillrace.golden=update`.
  private static void check(String name, List<String> lines) throws IOException {
    String actual = String.join("\n", lines) + "\n";
    if (Objects.equals(System.getProperty("millrace.golden"), "update")) {
      Path file = Path.of("src/test/resources/io/millrace/app/demo", name);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, actual);
      return;
    }
    try (InputStream in = ViewTest.class.getResourceAsStream(name)) {
      assertThat(in).as("golden file %s: run with -Dmillrace.golden=update", name).isNotNull();
      assertThat(actual)
          .isEqualTo(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
