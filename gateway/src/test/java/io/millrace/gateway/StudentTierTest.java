package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.GatewaySettings.CallerKey;
import io.millrace.gateway.GatewaySettings.Policies;
import io.millrace.gateway.GatewaySettings.Priority;
import io.millrace.gateway.GatewaySettings.Recording;
import io.millrace.model.Secret;
import io.millrace.store.journal.Entry;
import io.millrace.store.journal.MemoryFiles;
import io.millrace.store.policy.PolicyFolder;
import io.millrace.store.policy.SamplePolicies;
import io.millrace.store.price.PriceFiles;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StudentTierTest {
  private static final String CHAT = "/v1/chat/completions";

  @TempDir Path folder;

  private GatewaySettings settings(boolean serve, Set<String> cached) throws Exception {
    Path policies = folder.resolve("policies");
    if (!Files.exists(policies)) {
      PolicyFolder.write(SamplePolicies.shop(), policies);
    }
    return TestGateway.settings(
        List.of(), new Policies(policies, serve, cached), Recording.DEFAULT);
  }

  private static String ticket(String more, String text) {
    return "{\"model\":\"teacher-large\",\"stop\":\"\\n\\n\""
        + more
        + ",\"messages\":[{\"role\":\"system\",\"content\":\""
        + SamplePolicies.prompt(SamplePolicies.TICKETS)
        + "\"},{\"role\":\"user\",\"content\":\""
        + text
        + "\"}]}";
  }

  private static final String SURE = "where is my parcel number 5";

  @Test
  void aSureStudentAnswersLikeAnyModel() throws Exception {
    try (var gateway = new TestGateway(settings(true, Set.of()), new MemoryFiles())) {
      HttpResponse<String> answer = gateway.post(CHAT, ticket("", SURE));
      assertThat(answer.headers().firstValue("x-millrace-tier")).contains("student");
      assertThat(answer.headers().firstValue("x-millrace-scenario"))
          .contains(SamplePolicies.TICKETS);
      assertThat(answer.body())
          .contains(
              "{\\\"queue\\\": \\\"delivery\\\"}", "\"finish_reason\":\"stop\"", "total_tokens");
      HttpResponse<String> streamed = gateway.post(CHAT, ticket(",\"stream\":true", SURE));
      assertThat(streamed.body()).endsWith("data: [DONE]\n\n").contains("delivery");
      assertThat(gateway.sandbox.seen()).isZero();
      Entry.CallEnded ended = gateway.end(TestGateway.id(answer));
      assertThat(ended.tier()).isEqualTo("student");
      assertThat(ended.confidence()).isGreaterThan(0.5);
    }
  }

  @Test
  void inShadowTheTeacherAnswersAndTheStudentIsRecorded() throws Exception {
    try (var gateway = new TestGateway(settings(false, Set.of()), new MemoryFiles())) {
      HttpResponse<String> answer = gateway.post(CHAT, ticket("", SURE));
      assertThat(answer.headers().firstValue("x-millrace-tier")).contains("teacher");
      Entry.CallEnded ended = gateway.end(TestGateway.id(answer));
      assertThat(ended.reason()).isEqualTo("shadow");
      assertThat(ended.shadow()).isEqualTo("{\"queue\": \"delivery\"}");
    }
  }

  @Test
  void aCallThePolicyIsNotBoundToGoesToTheTeacher() throws Exception {
    try (var gateway = new TestGateway(settings(true, Set.of()), new MemoryFiles())) {
      for (String more :
          List.of(
              ",\"n\":2", ",\"max_tokens\":1", ",\"response_format\":{\"type\":\"json_object\"}")) {
        HttpResponse<String> answer = gateway.post(CHAT, ticket(more, SURE));
        assertThat(answer.headers().firstValue("x-millrace-tier")).as(more).contains("teacher");
      }
    }
  }

  @Test
  void anExactRepeatIsAnsweredFromMemoryWhereTheScenarioIsCached() throws Exception {
    var settings = settings(false, Set.of(SamplePolicies.TICKETS));
    try (var gateway = new TestGateway(settings, new MemoryFiles())) {
      for (String more : List.of("", ",\"stream\":true")) {
        HttpResponse<String> first = gateway.post(CHAT, ticket(more, SURE));
        HttpResponse<String> again = gateway.post(CHAT, ticket(more, SURE));
        assertThat(again.headers().firstValue("x-millrace-tier")).contains("cache");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(gateway.end(TestGateway.id(again)).tier()).isEqualTo("cache");
      }
      HttpResponse<String> other = gateway.post(CHAT, ticket(",\"temperature\":0", SURE));
      assertThat(other.headers().firstValue("x-millrace-tier")).contains("teacher");
    }
  }

  @Test
  void twoKeysNeverSeeOneAnothersCachedAnswers() throws Exception {
    Set<String> cached = Set.of(SamplePolicies.TICKETS);
    Policies policies = settings(false, cached).policies();
    var keys =
        List.of(
            new CallerKey("one", Secret.of("first-key"), Priority.NORMAL),
            new CallerKey("two", Secret.of("second-key"), Priority.NORMAL));
    var settings = TestGateway.settings(keys, policies, Recording.DEFAULT);
    try (var gateway = new TestGateway(settings, new MemoryFiles())) {
      for (String more : List.of("", ",\"stream\":true")) {
        HttpResponse<String> ones = ask(gateway, "first-key", more, "teacher");
        HttpResponse<String> twos = ask(gateway, "second-key", more, "teacher");
        assertThat(twos.body()).as("answers told apart").isNotEqualTo(ones.body());
        assertThat(ask(gateway, "first-key", more, "cache").body()).isEqualTo(ones.body());
        assertThat(ask(gateway, "second-key", more, "cache").body()).isEqualTo(twos.body());
      }
      assertThat(gateway.sandbox.seen()).isEqualTo(4);
      gateway.gateway.reload(settings, PriceFiles.builtIn());
      ask(gateway, "first-key", "", "teacher");
    }
  }

  private static HttpResponse<String> ask(TestGateway gateway, String key, String more, String tier)
      throws Exception {
    HttpResponse<String> answer =
        gateway.post(CHAT, ticket(more, SURE), "authorization", "Bearer " + key);
    assertThat(answer.headers().firstValue("x-millrace-tier")).as(key).contains(tier);
    return answer;
  }

  @Test
  void aNewReleaseIsTakenUpWithoutARestart() throws Exception {
    Path policies = folder.resolve("policies");
    PolicyFolder.write(new io.millrace.store.policy.PolicySet(List.of(), List.of()), policies);
    try (var gateway = new TestGateway(settings(true, Set.of()), new MemoryFiles())) {
      assertThat(gateway.post(CHAT, ticket("", SURE)).headers().firstValue("x-millrace-tier"))
          .contains("teacher");
      Path next = folder.resolve("next");
      PolicyFolder.write(SamplePolicies.shop(), next);
      Files.move(policies, folder.resolve("old"));
      Files.move(next, policies);
      Files.setLastModifiedTime(
          policies.resolve("manifest.json"),
          java.nio.file.attribute.FileTime.fromMillis(System.nanoTime() / 1000));
      String tier = "";
      for (int i = 0; i < 40 && !tier.equals("student"); i++) {
        Thread.sleep(100);
        tier =
            gateway.post(CHAT, ticket("", SURE)).headers().firstValue("x-millrace-tier").orElse("");
      }
      assertThat(tier).isEqualTo("student");
    }
  }
}
