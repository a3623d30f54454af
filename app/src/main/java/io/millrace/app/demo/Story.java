package io.millrace.app.demo;

import io.millrace.flywheel.loop.LoopSettings;
import io.millrace.sandbox.LiveTraffic;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Release;
import io.millrace.store.control.Round;
import io.millrace.store.control.RoundState;
import io.millrace.store.control.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Leads through the story: lets the loop learn, changes the large model once the students answer,
/// and waits for what the loop makes of it. It does nothing else: what is learned, released and
/// taken back is the loop's own doing. One thread at a time.
public final class Story {
  /// The kind of the event that notes the change.
  static final String SHIFT = "shift";

  private static final Duration CALM = Duration.ofSeconds(6);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Plan plan;
  private final CallStore calls;
  private final ControlStore control;
  private final Callers callers;
  private final Consumer<LoopSettings> loop;
  private final Consumer<String> change;
  private final InstantSource clock;
  private final Instant begun;
  private Chapter chapter = Chapter.FLOWING;
  private Instant since;
  private String target = "";

  /// Where the story stands.
  public enum Chapter {
    FLOWING,
    LEARNING,
    GROWING,
    STEADY,
    SHIFTED,
    ROLLED_BACK,
    RELEARNING,
    RECOVERING,
    RECOVERED,
    DONE
  }

  /// @param loop takes settings for the loop
  /// @param change makes the large model answer a job by another rule
  public Story(
      Plan plan,
      CallStore calls,
      ControlStore control,
      Callers callers,
      Consumer<LoopSettings> loop,
      Consumer<String> change,
      InstantSource clock) {
    this.plan = plan;
    this.calls = calls;
    this.control = control;
    this.callers = callers;
    this.loop = loop;
    this.change = change;
    this.clock = clock;
    this.begun = clock.instant();
    this.since = begun;
  }

  public Instant begun() {
    return begun;
  }

  CallStore calls() {
    return calls;
  }

  ControlStore control() {
    return control;
  }

  Instant now() {
    return clock.instant();
  }

  public Chapter chapter() {
    return chapter;
  }

  /// Looks at how things stand, and goes on where it is time.
  public void advance() {
    if (chapter == Chapter.DONE) {
      return;
    }
    if (age(begun).compareTo(plan.limit()) > 0) {
      go(Chapter.DONE);
      return;
    }
    @Nullable Round round = control.rounds(1).stream().findFirst().orElse(null);
    boolean running = round != null && round.state() == RoundState.RUNNING;
    if (plan.replay()) {
      replay(running);
      return;
    }
    switch (chapter) {
      case FLOWING -> {
        if (running) {
          loop.accept(plan.watching());
          go(Chapter.LEARNING);
        }
      }
      case LEARNING -> {
        if (!running) {
          boolean enough = control.policies().size() >= 2 && changeable().isPresent();
          if (enough) {
            go(Chapter.GROWING);
          } else if (age(since).compareTo(CALM) > 0) {
            loop.accept(plan.trying());
            go(Chapter.FLOWING);
          }
        }
      }
      case GROWING -> grow();
      case STEADY -> steady();
      case SHIFTED -> {
        if (stage(target).filter(stage -> stage == Stage.ROLLED_BACK).isPresent()) {
          go(Chapter.ROLLED_BACK);
        }
      }
      case ROLLED_BACK -> {
        if (answersAgain()) {
          go(Chapter.RECOVERING);
        } else if (running) {
          loop.accept(plan.watching());
          go(Chapter.RELEARNING);
        }
      }
      case RELEARNING -> relearn(running);
      case RECOVERING -> {
        if (stage(target).filter(stage -> stage == Stage.FULL).isPresent()) {
          go(Chapter.RECOVERED);
        }
      }
      case RECOVERED -> {
        if (age(since).compareTo(CALM) > 0) {
          go(Chapter.DONE);
        }
      }
      case DONE -> {}
    }
  }

  private void replay(boolean running) {
    callers.rest(running);
    chapter =
        running
            ? Chapter.LEARNING
            : control.policies().isEmpty() ? Chapter.FLOWING : Chapter.STEADY;
    if (callers.done() && !running) {
      go(Chapter.DONE);
    }
  }

  private void grow() {
    List<Release> live = live();
    boolean full = live.stream().allMatch(each -> each.stage() == Stage.FULL);
    boolean ready = stage(scenario()).filter(stage -> stage == Stage.FULL).isPresent();
    if (ready && (full || age(since).compareTo(PATIENCE) > 0)) {
      go(Chapter.STEADY);
    }
  }

  private void steady() {
    if (!plan.shift()) {
      if (age(since).compareTo(PATIENCE) > 0) {
        go(Chapter.DONE);
      }
      return;
    }
    if (age(since).compareTo(CALM) > 0) {
      String job = changeable().orElseThrow();
      target = scenario();
      String policy =
          live().stream()
              .filter(each -> each.scenario().equals(target))
              .map(Release::policy)
              .findFirst()
              .orElse("");
      control.note(
          target,
          policy,
          SHIFT,
          new By("demo", "from now on the large model answers " + job + " by another rule"),
          "");
      change.accept(job);
      go(Chapter.SHIFTED);
    }
  }

  private void relearn(boolean running) {
    boolean nothing = stage(target).filter(each -> each == Stage.ROLLED_BACK).isPresent();
    if (answersAgain()) {
      go(Chapter.RECOVERING);
    } else if (!running && nothing) {
      loop.accept(plan.trying());
      go(Chapter.ROLLED_BACK);
    }
  }

  private boolean answersAgain() {
    return stage(target).filter(each -> each == Stage.CANARY || each == Stage.FULL).isPresent();
  }

  /// The busiest job that can change and that has a policy.
  private Optional<String> changeable() {
    return LiveTraffic.changeable().stream()
        .filter(job ->
            callers
                .scenario(job)
                .filter(found ->
                    control.policies().stream().anyMatch(each -> each.scenario().equals(found)))
                .isPresent())
        .findFirst();
  }

  private String scenario() {
    return changeable().flatMap(callers::scenario).orElse("");
  }

  private List<Release> live() {
    return control.releases().stream().filter(each -> each.stage().live()).toList();
  }

  /// The stage of a scenario's live policy, else of its latest.
  private Optional<Stage> stage(String scenario) {
    List<Release> all =
        control.releases().stream().filter(each -> each.scenario().equals(scenario)).toList();
    return all.stream()
        .filter(each -> each.stage().live())
        .findFirst()
        .or(() -> all.isEmpty() ? Optional.empty() : Optional.of(all.getLast()))
        .map(Release::stage);
  }

  private void go(Chapter next) {
    chapter = next;
    since = clock.instant();
  }

  private Duration age(Instant at) {
    return Duration.between(at, clock.instant());
  }

  /// Waits until nothing is under way any more: audits have come in, and rounds are charged.
  public void settle(Duration most) throws InterruptedException {
    loop.accept(plan.watching());
    Instant end = clock.instant().plus(most);
    while (clock.instant().isBefore(end)) {
      Instant later = clock.instant().plus(Duration.ofDays(1));
      boolean running =
          control.rounds(1).stream().anyMatch(each -> each.state() == RoundState.RUNNING);
      if (!running && control.due(later, 1).isEmpty() && control.uncharged().isEmpty()) {
        return;
      }
      Thread.sleep(100);
    }
  }
}
