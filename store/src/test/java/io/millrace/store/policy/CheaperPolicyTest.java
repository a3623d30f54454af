package io.millrace.store.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheaperPolicyTest {
  private static final PolicySet SET = SamplePolicies.withModel("small");

  @TempDir Path temporary;

  private static Decision decide(PolicySet set, String input) {
    return set.decide(SamplePolicies.request(SamplePolicies.TICKETS, input));
  }

  @Test
  void theRouterDecidesByTheInput() {
    assertThat(decide(SET, "where is my parcel number 99"))
        .isInstanceOfSatisfying(
            Decision.ByModel.class,
            by -> {
              assertThat(by.model()).isEqualTo("small");
              assertThat(by.score()).isGreaterThanOrEqualTo(0.5);
            });
    assertThat(decide(SET, "I want my money back for order 99"))
        .isInstanceOfSatisfying(
            Decision.ByTeacher.class,
            by -> {
              assertThat(by.reason()).isEqualTo("unsure");
              assertThat(by.asked()).isTrue();
              assertThat(by.answer()).isNull();
            });
  }

  @Test
  void isReadAsItWasWritten() {
    PolicySet read = written();
    for (String input : SamplePolicies.inputs()) {
      assertThat(decide(read, input)).isEqualTo(decide(SET, input));
    }
    Answerer.OfModel of =
        (Answerer.OfModel) read.policy(SamplePolicies.TICKETS).orElseThrow().answerer();
    assertThat(of.by()).isEqualTo(new CheaperModel("small", AnswerCheck.JSON, ""));
  }

  private PolicySet written() {
    Path folder = temporary.resolve("policies");
    try {
      PolicyFolder.write(SET, folder);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return PolicySet.load(folder);
  }

  @Test
  void onlyFoldersWithARouterNeedANewerMillrace() throws IOException {
    written();
    Path students = temporary.resolve("students");
    PolicyFolder.write(SamplePolicies.shop(), students);
    assertThat(Files.readString(students.resolve("manifest.json"))).contains("\"version\" : 1");
    Path manifest = temporary.resolve("policies").resolve("manifest.json");
    String json = Files.readString(manifest);
    assertThat(json).contains("\"version\" : 2", SamplePolicies.TICKETS + "/router.bin");
    Files.writeString(manifest, json.replace("\"version\" : 2", "\"version\" : 4"));
    assertThatThrownBy(() -> PolicySet.load(temporary.resolve("policies")))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("format version 4");
  }

  @Test
  void aBrokenRouterIsNamed() throws IOException {
    written();
    Path folder = temporary.resolve("policies");
    Path router = folder.resolve(SamplePolicies.TICKETS).resolve("router.bin");
    Path manifest = folder.resolve("manifest.json");
    String before = Sha256.of(Files.readAllBytes(router));
    Files.write(router, new byte[] {1, 2, 3});
    String after = Sha256.of(Files.readAllBytes(router));
    Files.writeString(manifest, Files.readString(manifest).replace(before, after));
    assertThatThrownBy(() -> PolicySet.load(folder))
        .isInstanceOf(PolicyException.class)
        .hasMessageStartingWith(router.toString())
        .hasMessageContaining("not a router");
  }

  @Test
  void theCertificateNamesWhoAnswers() {
    Policy cheaper = SET.policy(SamplePolicies.TICKETS).orElseThrow();
    Policy student = SET.policy(SamplePolicies.TONES).orElseThrow();
    assertThat(PolicyFolder.answeredBy(PolicyFolder.certificateJson(cheaper)))
        .contains(new CheaperModel("small", AnswerCheck.JSON, ""));
    assertThat(PolicyFolder.answeredBy(PolicyFolder.certificateJson(student))).isEmpty();
    assertThatThrownBy(cheaper::student).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void answersAreHeldAgainstEachOtherAsTheCheckSays() {
    String one = "{\"a\": 1.0, \"b\": [true, \"\u00e9\"]}";
    String other = "{\"b\":[true,\"\\u00e9\"],\"a\":1}";
    assertThat(AnswerCheck.EXACT.same(one, one)).isTrue();
    assertThat(AnswerCheck.EXACT.same(one, other)).isFalse();
    assertThat(AnswerCheck.JSON.same(one, other)).isTrue();
    for (String unlike :
        List.of("{\"a\": 1.1, \"b\": [true, \"\u00e9\"]}", "{\"a\": 1}", "no JSON", "", "1 2")) {
      assertThat(AnswerCheck.JSON.same(one, unlike)).as(unlike).isFalse();
    }
    assertThat(AnswerCheck.JSON.same("as it is", "as it is")).isTrue();
    assertThat(AnswerCheck.JUDGE.same(one, other)).isFalse();
    assertThat(AnswerCheck.isJson("{\"a\": [1]}")).isTrue();
    for (String no : List.of("", "{\"a\":", "Sure! {}", "{} {}")) {
      assertThat(AnswerCheck.isJson(no)).as(no).isFalse();
    }
  }

  @Test
  void aCheaperModelIsWrittenAsItIsRead() {
    for (String text : List.of("small=exact", "a/b=json", "small=judge:large/x")) {
      assertThat(CheaperModel.parse(text).text()).isEqualTo(text);
    }
    assertThat(CheaperModel.parse("small"))
        .isEqualTo(new CheaperModel("small", AnswerCheck.EXACT, ""));
    for (String text : List.of("", "small=judge", "small=json:x", "small=nothing")) {
      assertThatThrownBy(() -> CheaperModel.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
