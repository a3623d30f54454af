package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.model.CallId;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The call log from the terminal, also while a server writes it.
@Command(
    name = "calls",
    description = "Lists the latest calls; shows, follows and exports calls.",
    subcommands = {CallsCommand.Show.class, CallsCommand.Follow.class, CallsCommand.Export.class},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CallsCommand extends TerminalCommand implements Callable<Integer> {
  @Mixin Place place = new Place();
  @Mixin CallOptions which = new CallOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  int limit = 20;

  @Option(names = "--json", description = "One JSON object a line, without bodies.")
  boolean json;

  @Option(names = "--follow", description = "Shows calls as they end, until Ctrl-C.")
  boolean follow;

  @Override
  public Integer call() {
    Texts texts = place.texts(terminal);
    if (limit < 1) {
      throw new UsageException("--limit " + limit + ": at least 1 is expected");
    }
    try (CallStore calls = place.open()) {
      if (follow) {
        follow(calls, which, terminal, texts, json);
        return 0;
      }
      List<CallRecord> found = calls.list(which.filter(limit)).reversed();
      if (found.isEmpty() && !json) {
        terminal.line(texts.say("calls.none", "folder", place.data.toString()));
        return 0;
      }
      Consumer<CallRecord> printer = printer(terminal, texts, json, !found.isEmpty());
      found.forEach(printer);
    }
    return 0;
  }

  private static Consumer<CallRecord> printer(
      Terminal terminal, Texts texts, boolean json, boolean head) {
    if (json) {
      return call -> terminal.line(CallJson.write(call, false).toString());
    }
    var table = new CallTable(texts, terminal.width(), ZoneId.systemDefault());
    if (head) {
      terminal.line(table.head());
    }
    return call -> terminal.line(table.row(call));
  }

  private static void follow(
      CallStore calls, CallOptions which, Terminal terminal, Texts texts, boolean json) {
    var stop = new Stop();
    stop.onSignals();
    Consumer<CallRecord> printer = printer(terminal, texts, json, true);
    var lost = new AtomicBoolean();
    try (AutoCloseable _ =
        calls.follow(
            which.filter(Integer.MAX_VALUE),
            call -> {
              try {
                printer.accept(call);
              } catch (UnusableException e) {
                // Whoever read standard output has gone, and with it the reason to go on.
                if (lost.compareAndSet(false, true)) {
                  stop.request();
                }
              }
            })) {
      stop.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// Where the calls are, and in which language they are shown.
  static final class Place {
    Path data = Path.of("millrace-data");

    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = "millrace-data",
        description =
            "The server's data folder, or the folder of a demo (default: ${DEFAULT-VALUE}).")
    void data(Path folder) {
      Path demo = folder.resolve("data");
      boolean outer =
          !Files.isDirectory(folder.resolve("journal"))
              && Files.isDirectory(demo.resolve("journal"));
      data = outer ? demo : folder;
    }

    @Option(
        names = "--lang",
        paramLabel = "LANG",
        description = "en or zh (default: the environment's).")
    @Nullable String lang;

    Texts texts(Terminal terminal) {
      return Texts.of(Languages.of(lang, terminal));
    }

    CallStore open() {
      if (!Files.isDirectory(data)) {
        throw new UnusableException(
            data + ": there is no such folder; name the data folder of a server with --data");
      }
      return CallStore.reading(data);
    }
  }

  /// One call in full.
  @Command(
      name = "show",
      description = "Shows everything about one call, its attempts and bodies included.",
      mixinStandardHelpOptions = true)
  static final class Show extends TerminalCommand implements Callable<Integer> {
    @Mixin Place place = new Place();

    @Parameters(paramLabel = "ID", description = "The call: what x-millrace-call-id said.")
    String id = "";

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    @Override
    public Integer call() {
      Texts texts = place.texts(terminal);
      CallId wanted = id(id);
      try (CallStore calls = place.open()) {
        CallRecord found =
            calls
                .find(wanted)
                .orElseThrow(() ->
                    new UnusableException(
                        texts.say("calls.unknown", "id", id, "folder", place.data.toString())));
        terminal.line(
            json
                ? CallJson.write(found, true).toPrettyString()
                : CallPage.render(found, texts, ZoneId.systemDefault()));
      }
      return 0;
    }

    private static CallId id(String text) {
      try {
        return new CallId(text);
      } catch (IllegalArgumentException e) {
        throw new UsageException(
            text + " is not the id of a call: those are call_ and 26 letters and digits", e);
      }
    }
  }

  /// Calls as they end.
  @Command(
      name = "follow",
      description = "Shows calls as they end, until Ctrl-C.",
      mixinStandardHelpOptions = true)
  static final class Follow extends TerminalCommand implements Callable<Integer> {
    @Mixin Place place = new Place();
    @Mixin CallOptions which = new CallOptions();

    @Option(names = "--json", description = "One JSON object a line, without bodies.")
    boolean json;

    @Override
    public Integer call() {
      Texts texts = place.texts(terminal);
      try (CallStore calls = place.open()) {
        follow(calls, which, terminal, texts, json);
      }
      return 0;
    }
  }

  /// Calls as a log that `millrace audit` reads.
  @Command(
      name = "export",
      description = "Writes calls as JSON lines, which ./millrace audit reads.",
      mixinStandardHelpOptions = true)
  static final class Export extends TerminalCommand implements Callable<Integer> {
    @Mixin Place place = new Place();
    @Mixin CallOptions which = new CallOptions();

    @Parameters(paramLabel = "FILE", description = "Where to; a name ending in .gz is gzipped.")
    Path file = Path.of("");

    @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: all).")
    int limit = Integer.MAX_VALUE;

    @Override
    public Integer call() {
      Texts texts = place.texts(terminal);
      long[] count = new long[1];
      Path name = file.getFileName();
      Path folder = file.toAbsolutePath().getParent();
      if (name == null || folder == null) {
        throw new UsageException(file + ": the name of a file is expected");
      }
      try (CallStore calls = place.open();
          OutputFolder output = OutputFolder.open(folder)) {
        output.file(name.toString(), out -> count[0] = write(calls, name.toString(), out));
        output.publish();
      }
      terminal.line(
          texts.say("calls.exported", "count", Long.toString(count[0]), "file", file.toString()));
      return 0;
    }

    private long write(CallStore calls, String name, OutputStream out) throws java.io.IOException {
      if (!name.endsWith(".gz")) {
        return calls.export(which.filter(limit), out);
      }
      try (OutputStream zipped = new GZIPOutputStream(out, 1 << 16)) {
        return calls.export(which.filter(limit), zipped);
      }
    }
  }
}
