package io.millrace.store.calllog;

import io.millrace.model.Call;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Reads logs of calls, streaming and in bounded memory: one record, and 8 to 27 bytes for each id
/// seen. docs/call-logs.md says what is read.
///
/// Calls are handed on in the order they stand in the log; a clock that runs backwards is accepted,
/// sorting is the reader's reader's. One thread at a time; a reader can be used again and forgets
/// the ids of the last log.
public final class CallLogReader {
  private final ReadLimits limits;
  private final Consumer<LoggedCall> calls;
  private final Consumer<Problem> problems;

  private SeenIds seen = new SeenIds();
  private @Nullable Instant first;
  private @Nullable Instant last;

  /// @param calls takes every call; what it throws ends the reading and comes out of it
  /// @param problems takes the first problems of each file in detail
  public CallLogReader(ReadLimits limits, Consumer<Call> calls, Consumer<Problem> problems) {
    this(problems, limits, logged -> calls.accept(logged.call()));
  }

  private CallLogReader(Consumer<Problem> problems, ReadLimits limits, Consumer<LoggedCall> calls) {
    this.limits = limits;
    this.calls = calls;
    this.problems = problems;
  }

  /// A reader that hands on each call with the bodies that it was made of.
  public static CallLogReader withBodies(
      ReadLimits limits, Consumer<LoggedCall> calls, Consumer<Problem> problems) {
    return new CallLogReader(problems, limits, calls);
  }

  /// Reads a log.
  ///
  /// @param inputs names of files and folders, and `-` for the standard input
  /// @param standardInput read once, when `-` is among the inputs; not closed
  public LogOutcome read(List<String> inputs, InputStream standardInput) {
    seen = new SeenIds();
    first = null;
    last = null;
    var files = new ArrayList<LogSummary.FileSummary>();
    for (String input : inputs) {
      if (input.equals("-")) {
        files.add(readStream("standard input", standardInput));
      } else {
        readNamed(input, files);
      }
    }
    var summary = new LogSummary(files, Optional.ofNullable(first), Optional.ofNullable(last));
    return summary.calls() > summary.callsWithoutMessages()
        ? new LogOutcome.Read(summary)
        : new LogOutcome.UnusableInput(summary, reason(summary));
  }

  private static String reason(LogSummary summary) {
    List<LogSummary.FileSummary> unusable = summary.unusable();
    if (unusable.isEmpty()) {
      return "no input was named: name a file or folder of call logs, or - for the standard input";
    }
    LogSummary.FileSummary one = unusable.getFirst();
    String why = one.file() + ": " + one.unusable().orElse("it holds no call");
    return unusable.size() == 1
        ? why
        : "none of " + unusable.size() + " inputs holds a usable call; " + why;
  }

  private void readNamed(String name, List<LogSummary.FileSummary> files) {
    try {
      Path path = Path.of(name);
      if (Files.isDirectory(path)) {
        readFolder(name, path, files);
      } else {
        files.add(readFile(name, path));
      }
    } catch (InvalidPathException e) {
      files.add(unreadable(name, "is not a name of a file"));
    }
  }

  private void readFolder(String name, Path folder, List<LogSummary.FileSummary> files) {
    List<Path> found;
    try {
      found = LogFiles.in(folder);
    } catch (UncheckedIOException e) {
      files.add(unreadable(name, "cannot be listed (" + shortReason(e.getCause()) + ")"));
      return;
    }
    if (found.isEmpty()) {
      files.add(
          unreadable(
              name, "the folder holds no .jsonl, .ndjson, .json, .csv or .log file, gzip or not"));
    }
    found.forEach(path -> files.add(readFile(path.toString(), path)));
  }

  private LogSummary.FileSummary readFile(String name, Path path) {
    if (!Files.exists(path)) {
      return unreadable(name, "there is no such file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return readStream(name, in);
    } catch (IOException e) {
      return unreadable(name, "cannot be opened (" + shortReason(e) + ")");
    }
  }

  private LogSummary.FileSummary unreadable(String name, String why) {
    FileTally tally = tally(name);
    tally.problem(0, Problem.Kind.UNREADABLE, why);
    return tally.summary();
  }

  private FileTally tally(String name) {
    return new FileTally(name, limits.problemsPerFile(), problems);
  }

  private LogSummary.FileSummary readStream(String name, InputStream in) {
    FileTally tally = tally(name);
    try {
      new FileReading(LogFiles.unpacked(in), limits.recordBytes(), tally, this::take).readAll();
    } catch (EOFException | ZipException e) {
      tally.problem(
          0,
          Problem.Kind.CUT_SHORT,
          "the compressed data are cut short or damaged; what came before is kept. Copy the file"
              + " again");
    } catch (IOException e) {
      tally.problem(0, Problem.Kind.UNREADABLE, "cannot be read on (" + shortReason(e) + ")");
    }
    return tally.summary();
  }

  private static String shortReason(@Nullable IOException e) {
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e == null ? "I/O error" : e.getClass().getSimpleName();
  }

  /// Takes a call over, unless its id was seen before.
  ///
  /// @return false when it was
  private boolean take(LoggedCall logged) {
    if (!seen.add(logged.call().id())) {
      return false;
    }
    Instant created = logged.call().created();
    first = first == null || created.isBefore(first) ? created : first;
    last = last == null || created.isAfter(last) ? created : last;
    calls.accept(logged);
    return true;
  }
}
