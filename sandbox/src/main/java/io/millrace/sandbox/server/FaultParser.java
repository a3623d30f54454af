package io.millrace.sandbox.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Reads faults as [Fault#parse] says.
final class FaultParser {
  static final String NAMES =
      "status, reset, cut-after, stall-after, error-after, slow, html, empty, truncated,"
          + " malformed-event, no-done, double-done, no-usage, endless-event, wrong-type, deaf";

  private FaultParser() {}

  static List<Fault> parse(String text) {
    var faults = new ArrayList<Fault>();
    for (String one : text.split(",", -1)) {
      faults.add(one(one.strip()));
    }
    return List.copyOf(faults);
  }

  private static Fault one(String text) {
    if (text.startsWith("status=")) {
      return status(text.substring("status=".length()));
    }
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    String value = equals < 0 ? "" : text.substring(equals + 1);
    return switch (name) {
      case "cut-after" -> new Fault.CutAfter(number(text, value, 1_000_000));
      case "stall-after" -> new Fault.StallAfter(number(text, value, 1_000_000));
      case "error-after" -> new Fault.ErrorAfter(number(text, value, 1_000_000));
      case "slow" -> new Fault.Slow(Duration.ofMillis(number(text, value, 3_600_000)));
      case "html" -> new Fault.Html(value.isEmpty() ? 502 : code(text, value, 200));
      default -> bare(text, name, equals >= 0);
    };
  }

  private static Fault bare(String text, String name, boolean valued) {
    Fault fault =
        switch (name) {
          case "reset" -> new Fault.Reset();
          case "empty" -> new Fault.Empty();
          case "truncated" -> new Fault.Truncated();
          case "malformed-event" -> new Fault.MalformedEvent();
          case "no-done" -> new Fault.NoDone();
          case "double-done" -> new Fault.DoubleDone();
          case "no-usage" -> new Fault.NoUsage();
          case "endless-event" -> new Fault.EndlessEvent();
          case "wrong-type" -> new Fault.WrongType();
          case "deaf" -> new Fault.Deaf();
          default -> throw wrong(text, "there is no such fault; there are " + NAMES);
        };
    if (valued) {
      throw wrong(text, name + " takes no value");
    }
    return fault;
  }

  private static Fault status(String value) {
    String[] parts = value.split(";", -1);
    int status = code("status=" + value, parts[0].strip(), 400);
    if (parts.length == 1) {
      return Fault.Status.of(status);
    }
    String option = parts[1].strip();
    if (parts.length > 2 || !option.matches("retry-after=[ -:<-~]+")) {
      throw wrong("status=" + value, "only ;retry-after=SECONDS may follow a status");
    }
    return new Fault.Status(status, option.substring("retry-after=".length()));
  }

  private static int code(String text, String value, int least) {
    int code = number(text, value, 599);
    if (code < least) {
      throw wrong(text, "a status from " + least + " to 599 is expected");
    }
    return code;
  }

  private static int number(String text, String value, int most) {
    if (!value.matches("[0-9]{1,7}") || Integer.parseInt(value) > most) {
      throw wrong(text, "a whole number from 0 to " + most + " is expected after =");
    }
    return Integer.parseInt(value);
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("fault '" + text + "': " + why);
  }
}
