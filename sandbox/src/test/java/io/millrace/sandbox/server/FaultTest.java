package io.millrace.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FaultTest {
  @Test
  void readsEachFaultWithItsOptions() {
    assertThat(Fault.parse("slow=500, status=429;retry-after=1"))
        .containsExactly(new Fault.Slow(Duration.ofMillis(500)), new Fault.Status(429, "1"));
    assertThat(Fault.parse("cut-after=3,stall-after=0,error-after=2"))
        .containsExactly(new Fault.CutAfter(3), new Fault.StallAfter(0), new Fault.ErrorAfter(2));
    assertThat(Fault.parse("html,html=200"))
        .containsExactly(new Fault.Html(502), new Fault.Html(200));
  }

  @Test
  void knowsEveryFaultItNamesInItsErrors() {
    for (String name : FaultParser.NAMES.split(", ")) {
      String text =
          switch (name) {
            case "status" -> "status=503";
            case "cut-after", "stall-after", "error-after", "slow" -> name + "=1";
            default -> name;
          };
      assertThat(Fault.parse(text)).as(name).hasSize(1);
    }
    assertThat(FaultParser.NAMES.split(", "))
        .hasSize(Arrays.asList(Fault.class.getPermittedSubclasses()).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "boom|fault 'boom': there is no such fault; there are status, reset",
        "status=200|fault 'status=200': a status from 400 to 599 is expected",
        "status=503;after=1|only ;retry-after=SECONDS may follow a status",
        "cut-after|a whole number from 0 to 1000000 is expected after =",
        "slow=-1|a whole number from 0 to 3600000 is expected after =",
        "reset=1|reset takes no value",
        "reset,|fault '': there is no such fault",
      })
  void saysWhatIsWrongWithAFault(String text, String message) {
    assertThatThrownBy(() -> Fault.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
