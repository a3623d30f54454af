package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.GatewaySettings.Policies;
import io.millrace.gateway.GatewaySettings.Recording;
import io.millrace.store.journal.Entry;
import io.millrace.store.journal.MemoryFiles;
import io.millrace.store.policy.PolicyFolder;
import io.millrace.store.policy.SamplePolicies;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheaperTierTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String SURE = "where is my parcel number 99";
  private static final String UNSURE = "I want my money back for order 99";

  @TempDir Path folder;

  private TestGateway gateway(String model, boolean serve) throws Exception {
    Path policies = folder.resolve("policies");
    PolicyFolder.write(SamplePolicies.withModel(model), policies);
    return new TestGateway(
        TestGateway.settings(List.of(), new Policies(policies, serve, Set.of()), Recording.DEFAULT),
        new MemoryFiles());
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

  private static String tier(HttpResponse<?> answer) {
    return answer.headers().firstValue("x-millrace-tier").orElse("");
  }

  private static List<Entry.AttemptStarted> attempts(TestGateway gateway, String call) {
    return gateway.entries(call).stream()
        .filter(Entry.AttemptStarted.class::isInstance)
        .map(Entry.AttemptStarted.class::cast)
        .toList();
  }

  @Test
  void theCheaperModelAnswersUnderItsOwnNameWhereTheRouterIsSure() throws Exception {
    try (TestGateway gateway = gateway("sandbox-small", true)) {
      HttpResponse<String> answer = gateway.post(CHAT, ticket("", SURE));
      assertThat(tier(answer)).isEqualTo("model");
      assertThat(answer.body()).contains("\"model\":\"sandbox-small\"");
      Entry.CallEnded ended = gateway.end(TestGateway.id(answer));
      assertThat(ended.tier()).isEqualTo("model");
      assertThat(ended.reason()).isEqualTo("sure");
      assertThat(ended.confidence()).isGreaterThanOrEqualTo(0.5);
      assertThat(ended.servedModel()).isEqualTo("sandbox-small");
      assertThat(ended.draw().policy()).startsWith("audit-");
      assertThat(attempts(gateway, TestGateway.id(answer)))
          .extracting(Entry.AttemptStarted::model)
          .containsExactly("sandbox-small");
      HttpResponse<String> streamed = gateway.post(CHAT, ticket(",\"stream\":true", SURE));
      assertThat(tier(streamed)).isEqualTo("model");
      assertThat(streamed.body()).endsWith("data: [DONE]\n\n").contains("sandbox-small");
    }
  }

  @Test
  void theTeacherAnswersWhereTheRouterIsNotSureOrNothingIsServed() throws Exception {
    try (TestGateway gateway = gateway("sandbox-small", true)) {
      HttpResponse<String> answer = gateway.post(CHAT, ticket("", UNSURE));
      assertThat(tier(answer)).isEqualTo("teacher");
      Entry.CallEnded ended = gateway.end(TestGateway.id(answer));
      assertThat(ended.reason()).isEqualTo("unsure");
      assertThat(ended.confidence()).isLessThan(0.5);
      assertThat(ended.draw().referenceProbability()).isEqualTo(1);
    }
    folder = folder.resolve("silent");
    try (TestGateway gateway = gateway("sandbox-small", false)) {
      HttpResponse<String> answer = gateway.post(CHAT, ticket("", SURE));
      assertThat(tier(answer)).isEqualTo("teacher");
      assertThat(gateway.end(TestGateway.id(answer)).reason()).isEqualTo("shadow");
    }
  }

  @Test
  void aCheaperModelThatFailsIsNotNoticedByTheCaller() throws Exception {
    for (String model : List.of("sandbox-small!status=503", "sandbox-small!status=400", "gone")) {
      folder = folder.resolve("next");
      try (TestGateway gateway = gateway(model, true)) {
        for (String more : List.of("", ",\"stream\":true")) {
          HttpResponse<String> answer = gateway.post(CHAT, ticket(more, SURE));
          assertThat(answer.statusCode()).as(model).isEqualTo(200);
          assertThat(tier(answer)).isEqualTo("teacher");
          assertThat(answer.body()).contains("teacher-large");
          String id = TestGateway.id(answer);
          Entry.CallEnded ended = gateway.end(id);
          assertThat(ended.tier()).isEqualTo("teacher");
          assertThat(ended.reason()).isEqualTo("model_failed");
          List<Entry.AttemptStarted> attempts = attempts(gateway, id);
          for (int i = 0; i < attempts.size(); i++) {
            assertThat(attempts.get(i).number()).isEqualTo(i + 1);
          }
          assertThat(attempts.getLast().model()).isEqualTo("teacher-large");
          if (!model.equals("gone")) {
            assertThat(attempts).hasSizeGreaterThan(1);
            assertThat(attempts.getLast().kind()).isEqualTo("fallback");
          }
        }
      }
    }
  }

  @Test
  void oneThatBreaksInTheMiddleIsTold() throws Exception {
    try (TestGateway gateway = gateway("sandbox-small!cut-after=2", true)) {
      TestGateway.Broken broken = gateway.postBroken(CHAT, ticket(",\"stream\":true", SURE));
      assertThat(broken.body()).contains("error").doesNotContain("[DONE]");
      assertThat(gateway.end(broken.call()).outcome()).isEqualTo("failed");
      assertThat(gateway.end(broken.call()).tier()).isEqualTo("model");
    }
  }
}
