package io.millrace.bench.gateway;

import io.millrace.bench.gateway.Prompts.Kind;
import java.io.IOException;

/// Processor time per whole call, of the gateway over that of a bare nginx.
final class CallCost {
  private static final int CONNECTIONS = 32;
  private static final double BAR = 4.5;
  private static final double AIM = 2.5;

  private final Rig rig;
  private final Report report;
  private long refused;

  CallCost(Rig rig) {
    this.rig = rig;
    this.report = rig.report();
  }

  /// One measurement.
  private record Cost(double micros, double perSecond) {}

  void run() throws IOException, InterruptedException {
    report.line("== processor time per call, 2 KB prompt, 1 KB answer, keep-alive");
    String model = rig.prompts().model();
    int upstream = rig.whole().port();
    Spread teacher =
        compared(
            "policies on, teacher answers",
            Configurations.resting(Configurations.serving(rig.settings(), upstream, model)),
            Kind.TEACHER,
            true);
    report.atMost(
        "CPU per call over nginx, policies and journal on, teacher answers",
        teacher.median(),
        teacher.text("x"),
        BAR,
        AIM,
        "x");
    Spread bare =
        compared(
            "no policies, bodies not recorded",
            Configurations.resting(Configurations.bare(upstream, model)),
            Kind.TEACHER,
            false);
    report.note("the same without policies and recorded bodies", bare.text("x"));
    Spread shadow =
        compared(
            "shadow: student asked, teacher answers",
            Configurations.unwatched(Configurations.shadow(rig.settings(), upstream, model)),
            Kind.STUDENT,
            true);
    report.note("the same with the student asked in the shadow", shadow.text("x"));
    String serving =
        Configurations.unwatched(Configurations.serving(rig.settings(), upstream, model));
    student(serving, Kind.STUDENT, "2 KB prompt");
    int bytes = rig.call(Kind.SAMPLE).length;
    student(serving, Kind.SAMPLE, "as in the sample (body of " + bytes + " bytes)");
    report.holds("no call refused while measured", refused == 0, refused + " refused");
  }

  private Spread compared(String name, String configuration, Kind kind, boolean recognised)
      throws IOException, InterruptedException {
    byte[] body = rig.call(kind);
    var wrk = new Wrk(rig.settings().work().resolve("wrk"), body);
    var ratios = new Spread();
    try (GatewayProcess gateway = rig.gateway("calls", configuration)) {
      rig.check(gateway, body, "teacher", recognised);
      wrk.run(rig.wholeProxy().port(), CONNECTIONS, 2);
      wrk.run(gateway.port(), CONNECTIONS, rig.settings().warmup());
      for (int i = 0; i < rig.settings().pairs(); i++) {
        Cost yardstick = measured(wrk, rig.wholeProxy().port(), rig.wholeProxy().proc());
        Cost own = measured(wrk, gateway.port(), gateway.proc());
        ratios.add(own.micros / yardstick.micros);
        report.line(
            "  %s: nginx %.1f us (%.0f calls/s), gateway %.1f us (%.0f calls/s), ratio %.2f",
            name,
            yardstick.micros,
            yardstick.perSecond,
            own.micros,
            own.perSecond,
            own.micros / yardstick.micros);
      }
    }
    rig.clear("calls");
    return ratios;
  }

  private void student(String configuration, Kind kind, String name)
      throws IOException, InterruptedException {
    byte[] body = rig.call(kind);
    var wrk = new Wrk(rig.settings().work().resolve("wrk"), body);
    var micros = new Spread();
    try (GatewayProcess gateway = rig.gateway("calls", configuration)) {
      rig.check(gateway, body, "student", true);
      wrk.run(gateway.port(), CONNECTIONS, rig.settings().warmup());
      for (int i = 0; i < rig.settings().pairs(); i++) {
        micros.add(measured(wrk, gateway.port(), gateway.proc()).micros);
      }
    }
    rig.clear("calls");
    report.note("CPU per call that a student answers, " + name, micros.text(" us"));
  }

  private Cost measured(Wrk wrk, int port, Proc process) throws IOException, InterruptedException {
    process.settle();
    long before = process.cpuMicros();
    Wrk.Result result = wrk.run(port, CONNECTIONS, rig.settings().seconds());
    // What is written into the call log afterwards belongs to the calls.
    process.settle();
    refused += result.refused();
    return new Cost((double) (process.cpuMicros() - before) / result.calls(), result.perSecond());
  }
}
