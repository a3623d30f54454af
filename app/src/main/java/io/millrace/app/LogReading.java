package io.millrace.app;

import io.millrace.model.Call;
import io.millrace.store.calllog.CallLogReader;
import io.millrace.store.calllog.CallSpool;
import io.millrace.store.calllog.LogOutcome;
import io.millrace.store.calllog.LogSummary;
import io.millrace.store.calllog.LoggedCall;
import io.millrace.store.calllog.Problem;
import io.millrace.store.calllog.ReadLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Reads the logs named on the command line, tells what could not be read, and stops when nothing
/// could.
final class LogReading implements AutoCloseable {
  /// Problems of one file that are shown; all of them are counted.
  private static final int SHOWN = 5;

  private final CallSpool spool;
  private final LogSummary summary;
  private final long millis;

  private LogReading(CallSpool spool, LogSummary summary, long millis) {
    this.spool = spool;
    this.summary = summary;
    this.millis = millis;
  }

  /// Reads all calls into a temporary file, from which they can be read in time order.
  ///
  /// @param folder where the temporary file lives while this is open
  /// @param each what becomes of a call before it is kept
  /// @throws UnusableException when there is nothing usable
  static LogReading spooled(
      List<String> inputs,
      Terminal terminal,
      ProgressLine progress,
      Path folder,
      UnaryOperator<Call> each) {
    long start = System.nanoTime();
    CallSpool spool = CallSpool.in(folder);
    try {
      LogSummary summary =
          streamed(inputs, terminal, progress, call -> spool.add(each.apply(call)));
      spool.seal();
      return new LogReading(spool, summary, (System.nanoTime() - start) / 1_000_000);
    } catch (RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  /// Reads all calls once, in the order of the log.
  ///
  /// @throws UnusableException when there is nothing usable
  static LogSummary streamed(
      List<String> inputs, Terminal terminal, ProgressLine progress, Consumer<Call> each) {
    return bodies(inputs, terminal, progress, logged -> each.accept(logged.call()));
  }

  /// The same with the bodies that the calls were made of.
  ///
  /// @throws UnusableException when there is nothing usable
  static LogSummary bodies(
      List<String> inputs, Terminal terminal, ProgressLine progress, Consumer<LoggedCall> each) {
    long[] count = {0};
    Complaints complaints = new Complaints(terminal);
    CallLogReader reader =
        CallLogReader.withBodies(
            ReadLimits.STANDARD,
            call -> {
              each.accept(call);
              if (++count[0] % 1000 == 0) {
                progress.at("read", 0, String.format(Locale.ROOT, "%,d", count[0]));
              }
            },
            complaints);
    LogOutcome outcome = reader.read(inputs, terminal.in());
    complaints.close(outcome.summary());
    if (outcome instanceof LogOutcome.UnusableInput(_, String reason)) {
      throw new UnusableException(reason);
    }
    for (LogSummary.FileSummary file : outcome.summary().unusable()) {
      if (inputs.contains(file.file())) {
        throw new UnusableException(
            file.file() + ": " + file.unusable().orElse("it holds no call"));
      }
    }
    return outcome.summary();
  }

  /// Shows the first problems of each file and counts the rest.
  private static final class Complaints implements Consumer<Problem> {
    private final Terminal terminal;
    private final Map<String, Integer> shown = new TreeMap<>();

    Complaints(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void accept(Problem problem) {
      if (shown.merge(problem.file(), 1, Integer::sum) <= SHOWN) {
        terminal.errorLine(problem.text());
      }
    }

    void close(LogSummary summary) {
      for (LogSummary.FileSummary file : summary.files()) {
        long all = file.problems().values().stream().mapToLong(l -> l).sum();
        if (all > SHOWN) {
          terminal.errorLine(
              String.format(
                  Locale.ROOT, "%s: %,d more lines like these", file.file(), all - SHOWN));
        }
      }
    }
  }

  CallSpool spool() {
    return spool;
  }

  long skipped() {
    return summary.skipped();
  }

  Map<String, Long> problems() {
    Map<String, Long> byName = new TreeMap<>();
    summary.problems().forEach((kind, n) -> byName.put(kind.name().toLowerCase(Locale.ROOT), n));
    return byName;
  }

  long millis() {
    return millis;
  }

  @Override
  public void close() {
    spool.close();
  }
}
