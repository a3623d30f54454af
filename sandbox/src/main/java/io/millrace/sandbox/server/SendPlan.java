package io.millrace.sandbox.server;

import io.millrace.sandbox.server.StreamEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Works out what is sent when, faults included: pure functions.
final class SendPlan {
  private SendPlan() {}

  /// A streamed answer.
  ///
  /// @param error what an [Fault.ErrorAfter] sends
  static List<Step> stream(
      List<StreamEvent> events, FaultSet faults, Pace pace, StreamEvent error) {
    var steps = new ArrayList<Step>();
    int ending = ending(faults);
    int tokens = 0;
    steps.add(new Step.Pause(pace.first()));
    for (StreamEvent event : changed(events, faults)) {
      if (event.kind() == Kind.TOKEN) {
        if (tokens > 0) {
          steps.add(new Step.Pause(pace.next()));
        }
        if (tokens == ending) {
          break;
        }
        tokens++;
      }
      if (event.kind() == Kind.DONE && ending >= 0) {
        break;
      }
      if (event.kind() == Kind.DONE && faults.has(Fault.Truncated.class)) {
        String text = event.wire();
        steps.add(new Step.Send(text.substring(0, text.length() / 2)));
        return steps;
      }
      steps.add(new Step.Send(event.wire()));
    }
    end(steps, faults, error.wire());
    return steps;
  }

  /// After how many tokens a fault ends the stream; -1 for none.
  private static int ending(FaultSet faults) {
    for (Fault fault : faults.all()) {
      switch (fault) {
        case Fault.CutAfter(int tokens) -> {
          return tokens;
        }
        case Fault.StallAfter(int tokens) -> {
          return tokens;
        }
        case Fault.ErrorAfter(int tokens) -> {
          return tokens;
        }
        case Fault.EndlessEvent() -> {
          return 1;
        }
        default -> {}
      }
    }
    return -1;
  }

  private static void end(List<Step> steps, FaultSet faults, String error) {
    for (Fault fault : faults.all()) {
      switch (fault) {
        case Fault.CutAfter _ -> steps.add(new Step.Cut());
        case Fault.StallAfter _ -> steps.add(new Step.Stall());
        case Fault.ErrorAfter _ -> steps.add(new Step.Send(error));
        case Fault.EndlessEvent _ -> {
          steps.add(new Step.Send("data: "));
          steps.add(new Step.Endless());
        }
        default -> {}
      }
    }
  }

  private static List<StreamEvent> changed(List<StreamEvent> events, FaultSet faults) {
    boolean malformed = faults.has(Fault.MalformedEvent.class);
    var changed = new ArrayList<StreamEvent>();
    int tokens = 0;
    for (StreamEvent event : events) {
      boolean done = event.kind() == Kind.DONE;
      if (event.kind() == Kind.USAGE && faults.has(Fault.NoUsage.class)
          || done && faults.has(Fault.NoDone.class)) {
        continue;
      }
      if (event.kind() == Kind.TOKEN && ++tokens == 2 && malformed) {
        event = event.withData("{\"choices\":[{\"delta\":{\"content\":\"br");
      }
      changed.add(event);
      if (done && faults.has(Fault.DoubleDone.class)) {
        changed.add(event);
      }
    }
    return changed;
  }

  /// An answer that is not streamed.
  ///
  /// @param tokens how many it took to make
  static List<Step> whole(String body, int tokens, FaultSet faults, Pace pace) {
    var steps = new ArrayList<Step>();
    steps.add(new Step.Pause(pace.whole(tokens)));
    int half = body.length() / 2;
    for (Fault fault : faults.all()) {
      Step last =
          switch (fault) {
            case Fault.CutAfter _, Fault.ErrorAfter _ -> new Step.Cut();
            case Fault.StallAfter _ -> new Step.Stall();
            case Fault.EndlessEvent _ -> new Step.Endless();
            case Fault.Truncated _, Fault.MalformedEvent _ -> new Step.Pause(Duration.ZERO);
            default -> null;
          };
      if (last != null) {
        steps.add(new Step.Send(body.substring(0, half)));
        steps.add(last);
        return steps;
      }
    }
    steps.add(new Step.Send(body));
    return steps;
  }
}
