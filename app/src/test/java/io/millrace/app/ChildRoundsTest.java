package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ChildRoundsTest {
  @Test
  void aRoundIsBoundToTheLastProcessorsThatThisProcessMayUse() {
    assertThat(ChildRounds.lastOf("0-1", 1)).isEqualTo("1");
    assertThat(ChildRounds.lastOf("0-3", 2)).isEqualTo("2,3");
    assertThat(ChildRounds.lastOf("4,6,9-11", 3)).isEqualTo("9,10,11");
    assertThat(ChildRounds.lastOf("0-127", 1)).isEqualTo("127");
  }

  @Test
  void itIsNotBoundWhereThatWouldBeAllOrNothingIsKnown() {
    assertThat(ChildRounds.lastOf("0", 1)).isEmpty();
    assertThat(ChildRounds.lastOf("5", 1)).isEmpty();
    assertThat(ChildRounds.lastOf("", 1)).isEmpty();
  }
}
