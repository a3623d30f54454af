package io.millrace.flywheel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.calls.CallStore;
import io.millrace.store.control.AuditMaterial;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Round;
import io.millrace.store.control.RoundResult;
import io.millrace.store.control.RoundState;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoopTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir Path data;

  @Test
  void aRoundWhoseProcessDiedIsInterruptedAndOneThatRunsIsNot() throws Exception {
    try (Teacher teacher = Teacher.saying("delivery", data, CLOCK);
        CallStore calls = CallStore.reading(data);
        ControlStore control = ControlStore.open(data)) {
      String paid = control.beginRound("by time").orElseThrow();
      control.endRound(paid, new RoundResult(RoundState.DONE, 9, 1000, 17, "{}"));
      try (Loop _ = loop(teacher, calls, control)) {
        try (ControlStore other = ControlStore.open(data)) {
          String running = other.beginRound("by hand").orElseThrow();
          other.spent(running, 9, 1000, 17);
          await(control, paid, round -> !round.chargeCall().isEmpty());
          assertThat(round(control, running).state()).isEqualTo(RoundState.RUNNING);
        }
        await(control, "r2", round -> round.state() == RoundState.INTERRUPTED);
        await(control, "r2", round -> !round.chargeCall().isEmpty());
      }
    }
  }

  private static Loop loop(Teacher teacher, CallStore calls, ControlStore control) {
    return Loop.start(
        LoopSettings.DEFAULT,
        new Loop.Parts(
            control,
            calls,
            teacher.journal(),
            teacher.calls(),
            new AuditMaterial(),
            false,
            why -> {
              throw new AssertionError("no round is due: " + why);
            },
            CLOCK));
  }

  private static Round round(ControlStore control, String id) {
    return control.rounds(9).stream().filter(each -> each.id().equals(id)).findFirst().get();
  }

  private static void await(ControlStore control, String id, Predicate<Round> state)
      throws InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!state.test(round(control, id))) {
      assertThat(System.nanoTime()).as(id).isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
