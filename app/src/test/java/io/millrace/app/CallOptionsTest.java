package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

final class CallOptionsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  @Test
  void timesAreWrittenAsPeopleWriteThem() {
    assertThat(time("2h")).isEqualTo("2026-11-24T10:00:00Z");
    assertThat(time("7d")).isEqualTo("2026-11-17T12:00:00Z");
    assertThat(time("2026-11-24")).isEqualTo("2026-11-23T16:00:00Z");
    assertThat(time("2026-11-24T22:00")).isEqualTo("2026-11-24T14:00:00Z");
    assertThat(time("2026-11-24T22:00:00Z")).isEqualTo("2026-11-24T22:00:00Z");
    assertThat(time("2026-11-24T22:00:00+02:00")).isEqualTo("2026-11-24T20:00:00Z");
  }

  @Test
  void whatIsNoTimeIsWrongUsage() {
    for (String bad : new String[] {"yesterday", "5", "2026-13-01", "", "0h"}) {
      assertThatThrownBy(() -> time(bad)).as(bad).isInstanceOf(UsageException.class);
    }
  }

  private static String time(String text) {
    return CallOptions.time("--since", text, NOW, ZoneId.of("Asia/Shanghai")).toString();
  }
}
