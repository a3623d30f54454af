package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.console.report.DisplayWidth;
import io.millrace.learn.template.MessagePattern;
import io.millrace.learn.template.Part;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.learn.template.TemplateVersion;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.NewObservation;
import io.millrace.store.control.Outcome;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyCommandTest {
  private static final Instant CREATED = Instant.parse("2026-03-01T08:00:00Z");
  private static final String CERTIFICATE =
      "{\"promise\":\"selective\",\"loss\":\"record\",\"n\":1200,\"answered\":960,\"disagreed\":21,"
          + "\"risk_upper\":0.0391,\"method\":\"fixed-sequence\",\"attempt\":2,\"window\":{\"from\":"
          + "\"2026-02-20T00:00:00Z\",\"to\":\"2026-02-28T23:00:00Z\"}}";

  @TempDir Path data;

  private void fill() {
    var version =
        new TemplateVersion(
            List.of(
                new MessagePattern("user", List.of(new Part.Constant("Sort: "), new Part.Input()))),
            false);
    try (ControlStore store = ControlStore.open(data)) {
      store.learned(
          List.of(
              new ScenarioTemplate("s1", "ticket-class", List.of(version)),
              new ScenarioTemplate("s2", "新闻标题分类与标签", List.of(version))));
      add(store, "r1-ticket-class", "s1", "ticket-class");
      add(store, "r1-headlines", "s2", "新闻标题分类与标签");
    }
  }

  private static void add(ControlStore store, String id, String scenario, String name) {
    store.addPolicy(
        new PolicyRecord(
            id, scenario, name, "round r1", CREATED, 0.05, 0.05, 0.87, 0.802, CERTIFICATE));
  }

  @SuppressWarnings("NullAway") // the request may be null; not seen across modules
  private static NewObservation disagreement() {
    return new NewObservation(
        "call",
        "s2",
        "r1-headlines",
        CREATED,
        Source.HELD_OUT,
        0.5,
        0.95,
        "chat",
        "large",
        null,
        null,
        "h",
        Outcome.DISAGREED);
  }

  @Test
  void aPolicyGoesOutAndComesBackInBothLanguages() {
    fill();
    Run promoted = policy("promote", "r1-ticket-class", "--why", "looks good", "--lang", "en");
    assertThat(promoted.out())
        .isEqualTo(
            "r1-ticket-class (ticket-class): canary, share 5%. A server that is running follows"
                + " within a second.\n");
    assertThat(policy("promote", "r1-headlines", "--share", "30%", "--lang", "zh").out())
        .contains("灰度", "流量 30%");
    assertThat(policy("pin", "r1-headlines", "--lang", "zh").out()).contains("已固定");
    assertThat(policy("mode", "ticket-class", "ask", "--lang", "en").out())
        .contains("wait for a person");
    try (ControlStore store = ControlStore.open(data)) {
      store.observed("observer", 1, List.of(disagreement()));
      store.alarm(
          "r1-headlines",
          store.unfolded("r1-headlines", 1).getFirst().seq(),
          new byte[0],
          new By("watch", "risk"),
          "{\"e_value\":41.2,\"audits\":90}");
    }
    assertThat(policy("list", "--lang", "en").out())
        .contains("ticket-class", "canary", "5%", "at most 5%, covers 80.2%", "rolled back");
    assertThat(policy("list", "--lang", "zh").out()).contains("已回滚", "至多 5%，覆盖 80.2%", "灰度");
    assertThat(policy("show", "r1-ticket-class", "--lang", "en").out())
        .contains(
            "at most 5% would be answered differently by the teacher, with 95% confidence",
            "960 of 1,200 held-out inputs answered, 21 differ: risk at most 3.9%",
            "looks good",
            System.getProperty("user.name"));
    assertThat(policy("history", "--lang", "en").out())
        .contains("ALARM", "e_value 41.2, audits 90");
    assertThat(policy("rollback", "r1-ticket-class", "--json").out()).contains("\"rolled_back\"");
  }

  @Test
  void aModelBehindAStudentIsTold() {
    fill();
    policy("promote", "r1-ticket-class", "--full");
    String answerer =
        "{\"answerer\":{\"model\":\"small\",\"check\":\"judge\",\"judge\":\"large\"}}";
    try (ControlStore store = ControlStore.open(data)) {
      store.addPolicy(
          new PolicyRecord(
              "r2-ticket-class",
              "s1",
              "ticket-class",
              "round r2",
              CREATED,
              0.05,
              0.05,
              0.87,
              0.4,
              answerer,
              List.of("r1-ticket-class")));
    }
    policy("promote", "r2-ticket-class", "--full");
    assertThat(policy("list", "--lang", "en").out()).contains("Answers", "student", "2. small");
    assertThat(policy("list", "--lang", "zh").out()).contains("作答者", "学生模型", "2. small");
    assertThat(policy("show", "r2-ticket-class", "--lang", "en").out())
        .contains("that small answers", "worse than the teacher's", "Asked after")
        .containsPattern("Asked after\\s+r1-ticket-class");
    assertThat(policy("show", "r2-ticket-class", "--json").out())
        .contains("\"model\" : \"small\"", "\"behind\" : [ \"r1-ticket-class\" ]");
    assertThat(policy("list", "--lang", "en").out()).contains("covers 40% of the rest");
    assertThat(policy("rollback", "r1-ticket-class", "--lang", "en").out())
        .contains("rolled back", "Retired with it: r2-ticket-class.");
    assertThat(policy("list", "--lang", "en").out())
        .contains("rolled back")
        .doesNotContain("2. small");
    assertThat(policy("list", "--all", "--lang", "en").out()).contains("retired");
    assertThat(policy("promote", "r2-ticket-class").err())
        .contains("r1-ticket-class", "is not out");
  }

  @Test
  void tablesFitTheTerminalAndStandUnderTheirTitles() {
    fill();
    policy("promote", "r1-headlines");
    for (String lang : List.of("en", "zh")) {
      for (String[] what : new String[][] {{"list"}, {"show", "r1-headlines"}, {"history"}}) {
        String[] args = new String[what.length + 2];
        System.arraycopy(what, 0, args, 0, what.length);
        args[what.length] = "--lang";
        args[what.length + 1] = lang;
        Run run = policy(args);
        assertThat(run.code()).as(run.err()).isZero();
        run.out()
            .lines()
            .forEach(line -> assertThat(DisplayWidth.of(line)).as(line).isLessThanOrEqualTo(140));
      }
    }
    List<String> lines = policy("list", "--lang", "zh").out().lines().toList();
    int title = DisplayWidth.of(lines.get(0).substring(0, lines.get(0).indexOf("阶段")));
    for (String line : lines.subList(2, 4)) {
      int stage = line.contains("灰度") ? line.indexOf("灰度") : line.indexOf("等待");
      assertThat(DisplayWidth.of(line.substring(0, stage))).isEqualTo(title);
    }
  }

  @Test
  void refusalsAreOneSentence() {
    fill();
    for (String[] unlawful :
        new String[][] {
          {"pause", "r1-headlines"},
          {"show", "p9"},
          {"resume", "r1-headlines"},
          {"mode", "x", "off"}
        }) {
      Run run = policy(unlawful);
      assertThat(run.code()).as(String.join(" ", unlawful)).isEqualTo(1);
      assertThat(run.err().lines()).hasSize(1);
    }
    for (String[] wrong :
        new String[][] {
          {"promote", "r1-headlines", "--share", "0"},
          {"promote", "r1-headlines", "--share", "120%"},
          {"promote", "r1-headlines", "--share", "some"},
          {"promote", "r1-headlines", "--share", "0.3", "--full"},
          {"mode", "ticket-class", "maybe"},
          {"history", "--limit", "0"},
          {}
        }) {
      assertThat(policy(wrong).code()).as(String.join(" ", wrong)).isEqualTo(2);
    }
    assertThat(Run.of("policy", "list", "--data", data.resolve("nowhere").toString()).code())
        .isEqualTo(1);
  }

  @Test
  void noPolicyIsSaidSo() {
    assertThat(policy("list", "--lang", "en").out()).startsWith("There is no policy yet");
    assertThat(policy("history", "--lang", "zh").out()).startsWith("还没有任何操作");
  }

  private Run policy(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "policy";
    System.arraycopy(args, 0, all, 1, args.length);
    if (args.length == 0) {
      return Run.of(all);
    }
    String[] placed = java.util.Arrays.copyOf(all, all.length + 2);
    placed[all.length] = "--data";
    placed[all.length + 1] = data.toString();
    return Run.of(placed);
  }
}
