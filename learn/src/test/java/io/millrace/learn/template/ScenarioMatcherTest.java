package io.millrace.learn.template;

import static io.millrace.learn.template.SyntheticLog.system;
import static io.millrace.learn.template.SyntheticLog.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.model.RequestForm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioMatcherTest {
  private static final Part INPUT = new Part.Input();

  private static Part text(String text) {
    return new Part.Constant(text);
  }

  private static ScenarioTemplate scenario(String id, boolean open, MessagePattern... messages) {
    return new ScenarioTemplate(
        id, "name of " + id, List.of(new TemplateVersion(List.of(messages), open)));
  }

  private static MessagePattern pattern(String role, Part... parts) {
    return new MessagePattern(role, List.of(parts));
  }

  private static Request request(Message... messages) {
    return new Request("large", List.of(messages), RequestForm.PLAIN);
  }

  @Test
  void joinsTheTextsOfSeveralSlots() {
    var matcher =
        ScenarioMatcher.of(
            List.of(
                scenario("s", false, pattern("user", text("A: "), INPUT, text("\nB: "), INPUT))));
    assertThat(matcher.match(request(user("A: one\nB: two"))))
        .isEqualTo(new Match("s", 0, "one\u001Etwo"));
    assertThat(matcher.match(request(user("A: one\nC: two")))).isNull();
    assertThat(matcher.match(request(system("A: one\nB: two")))).isNull();
    assertThat(matcher.match(request(user("A: one\nB: two"), user("more")))).isNull();
  }

  @Test
  void endsASlotAtTheFirstOccurrenceOfTheConstantAfterItAndKeepsTheLastConstantLast() {
    var matcher =
        ScenarioMatcher.of(
            List.of(
                scenario(
                    "s", false, pattern("user", text("["), INPUT, text("]["), INPUT, text("]")))));
    assertThat(matcher.match(request(user("[a][b][c]"))))
        .isEqualTo(new Match("s", 0, "a\u001Eb][c"));
    assertThat(matcher.match(request(user("[]")))).isNull();
    assertThat(matcher.match(request(user("[][]")))).isEqualTo(new Match("s", 0, "\u001E"));
  }

  @Test
  void refusesATextThatHoldsTheSeparator() {
    var matcher = ScenarioMatcher.of(List.of(scenario("s", false, pattern("user", INPUT))));
    assertThat(matcher.match(request(user("a")))).isNotNull();
    assertThat(matcher.match(request(user("a\u001Eb")))).isNull();
  }

  @Test
  void prefersTheTemplateWithMoreConstantText() {
    var matcher =
        ScenarioMatcher.of(
            List.of(
                scenario("wide", false, pattern("system", text("Help.")), pattern("user", INPUT)),
                scenario(
                    "narrow",
                    false,
                    pattern("system", text("Help.")),
                    pattern("user", text("Mail: "), INPUT))));
    assertThat(matcher.match(request(system("Help."), user("Mail: x"))))
        .isEqualTo(new Match("narrow", 0, "x"));
    assertThat(matcher.match(request(system("Help."), user("x"))))
        .isEqualTo(new Match("wide", 0, "x"));
  }

  @Test
  void takesAnyFurtherTurnsUnderAnOpenVersion() {
    var matcher =
        ScenarioMatcher.of(
            List.of(scenario("s", true, pattern("system", text("Help the guests.")))));
    assertThat(
            matcher.match(
                request(
                    system("Help the guests."),
                    user("a"),
                    new Message("assistant", "b"),
                    user("c"))))
        .isEqualTo(new Match("s", 0, "a\u001Eb\u001Ec"));
    assertThat(matcher.match(request(system("Help the guests.")))).isNull();
  }

  @Test
  void ignoresAVolatileSlotButChecksItsForm() {
    var date = new Part.Volatile(List.of("\\W, \\#-\\#-\\#"));
    var matcher =
        ScenarioMatcher.of(
            List.of(
                scenario(
                    "s",
                    false,
                    pattern("system", text("Today is "), date, text(". Tag.")),
                    pattern("user", INPUT))));
    assertThat(matcher.match(request(system("Today is Sunday, 2030-11-09. Tag."), user("x"))))
        .isEqualTo(new Match("s", 0, "x"));
    assertThat(matcher.match(request(system("Today is soon. Tag."), user("x")))).isNull();
  }

  @Test
  void findsEachOfFiveHundredTemplatesWithOneOpening() {
    var scenarios = new ArrayList<ScenarioTemplate>();
    for (int i = 0; i < 500; i++) {
      scenarios.add(
          scenario(
              "s" + i,
              false,
              pattern("system", text("You work for the registry. ".repeat(30))),
              pattern("user", text("Desk " + i + "\n---\n"), INPUT, text("\n---\nend " + i))));
    }
    var matcher = ScenarioMatcher.of(scenarios);
    for (int i = 0; i < 500; i++) {
      assertThat(
              matcher.match(
                  request(
                      system("You work for the registry. ".repeat(30)),
                      user("Desk " + i + "\n---\nletter\n---\nend " + i))))
          .isEqualTo(new Match("s" + i, 0, "letter"));
    }
  }

  @Test
  void comesBackFromJsonAsItWas() {
    var log = new SyntheticLog(31);
    for (int t = 0; t < 8; t++) {
      log.job("job " + t, 60, TemplateMinerTest.drawn(log, 900 + t));
    }
    var found = new ArrayList<>(TemplateMiner.mine(log, MinerOptions.DEFAULT));
    found.add(scenario("q", true, pattern("system", text("a\u0000\"\\\u2028\uD83D\uDE00"), INPUT)));
    for (ScenarioTemplate each : found) {
      assertThat(ScenarioTemplate.fromJson(each.toJson())).isEqualTo(each);
    }
  }

  @Test
  void refusesJsonThatIsNotATemplate() {
    String good = scenario("s", false, pattern("user", text("x"), INPUT)).toJson();
    for (String bad :
        List.of(
            "",
            "[]",
            "{}",
            good.substring(1),
            good.replace("\"name\"", "\"nam\""),
            good.replace("\"slot\" : \"input\"", "\"slot\" : \"other\""),
            good.replace("\"slot\" : \"input\"", "\"slot\" : \"volatile\""),
            good.replace("\"x\"", "\"\""),
            good.replace("\"x\"", "{\"slot\":\"input\"}"),
            good.replace("\"x\"", "7"),
            good.replace("false", "0"))) {
      assertThatThrownBy(() -> ScenarioTemplate.fromJson(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
