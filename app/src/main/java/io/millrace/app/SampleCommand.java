package io.millrace.app;

import io.millrace.sandbox.SampleOptions;
import io.millrace.sandbox.SampleTraffic;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes a log of synthetic traffic.
@Command(
    name = "sample",
    description = "Writes a log of synthetic model calls, made by Millrace itself.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SampleCommand extends TerminalCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "Where to; a name ending in .gz is gzipped (default: standard output).")
  @Nullable Path file;

  @Option(
      names = "--calls",
      paramLabel = "N",
      description = "How many calls (default: ${DEFAULT-VALUE}).")
  int calls = SampleOptions.defaults().calls();

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Over how many days (default: ${DEFAULT-VALUE}).")
  int days = SampleOptions.defaults().days();

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "The first day (default: ${DEFAULT-VALUE}).")
  LocalDate from = SampleOptions.defaults().firstDay();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Which log of all possible ones (default: ${DEFAULT-VALUE}).")
  long seed = SampleOptions.defaults().seed();

  @Override
  public Integer call() {
    SampleTraffic traffic = SampleTraffic.of(options());
    if (file == null) {
      traffic.write(terminal.out());
      terminal.checkOut();
      return 0;
    }
    write(traffic, file);
    terminal.line(file + ": " + calls + " synthetic calls");
    return 0;
  }

  private SampleOptions options() {
    try {
      return new SampleOptions(seed, calls, from, days);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }

  /// Writes the log beside its place and moves it there when it is whole.
  private static void write(SampleTraffic traffic, Path file) {
    Path name = file.getFileName();
    if (name == null) {
      throw new UsageException(file + ": the name of a file is expected");
    }
    Path folder = file.toAbsolutePath().getParent();
    try (OutputFolder output = OutputFolder.open(folder == null ? Path.of(".") : folder)) {
      output.file(
          name.toString(),
          out -> {
            if (name.toString().endsWith(".gz")) {
              try (OutputStream zipped = new GZIPOutputStream(out, 1 << 16)) {
                traffic.write(zipped);
              }
            } else {
              traffic.write(out);
            }
          });
      output.publish();
    }
  }
}
