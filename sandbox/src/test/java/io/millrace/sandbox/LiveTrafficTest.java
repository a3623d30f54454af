package io.millrace.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class LiveTrafficTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void equalSeedsMakeEqualCalls() {
    LiveTraffic one = LiveTraffic.of(7);
    LiveTraffic same = LiveTraffic.of(7);
    LiveTraffic other = LiveTraffic.of(8);
    int different = 0;
    for (int i = 0; i < 200; i++) {
      byte[] body = one.next().body();
      assertThat(same.next().body()).isEqualTo(body);
      different += java.util.Arrays.equals(other.next().body(), body) ? 0 : 1;
    }
    assertThat(different).isGreaterThan(150);
  }

  @Test
  void everyJobComesAndEveryCallHasAnAnswer() {
    LiveTraffic traffic = LiveTraffic.of(1);
    Set<String> jobs = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      LiveTraffic.Asked asked = traffic.next();
      jobs.add(asked.job());
      assertThat(traffic.answer(messages(asked))).as(asked.job()).isPresent();
    }
    assertThat(jobs).containsExactlyInAnyOrderElementsOf(LiveTraffic.jobs());
    assertThat(traffic.answer(List.of(new Message("user", "never asked")))).isEmpty();
  }

  @Test
  void aChangedModelAnswersOneJobByAnotherRuleAndOldQuestionsToo() {
    LiveTraffic traffic = LiveTraffic.of(3);
    Map<LiveTraffic.Asked, String> before = new HashMap<>();
    for (int i = 0; i < 1000; i++) {
      LiveTraffic.Asked asked = traffic.next();
      before.put(asked, traffic.answer(messages(asked)).orElseThrow());
    }
    traffic.change("support_tickets");
    int changed = 0;
    int tickets = 0;
    for (Map.Entry<LiveTraffic.Asked, String> each : before.entrySet()) {
      String now = traffic.answer(messages(each.getKey())).orElseThrow();
      if (each.getKey().job().equals("support_tickets")) {
        tickets++;
        changed += now.equals(each.getValue()) ? 0 : 1;
      } else {
        assertThat(now).isEqualTo(each.getValue());
      }
    }
    assertThat((double) changed / tickets).isBetween(0.2, 0.6);
    assertThatThrownBy(() -> traffic.change("free_chat"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Message> messages(LiveTraffic.Asked asked) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode each : JSON.readTree(asked.body()).path("messages")) {
      messages.add(new Message(each.path("role").asString(), each.path("content").asString()));
    }
    return messages;
  }
}
