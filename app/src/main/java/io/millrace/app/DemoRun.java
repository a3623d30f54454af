package io.millrace.app;

import io.millrace.app.config.Configuration;
import io.millrace.app.config.LoopTerms;
import io.millrace.app.config.Overrides;
import io.millrace.app.demo.Callers;
import io.millrace.app.demo.Claims;
import io.millrace.app.demo.Facts;
import io.millrace.app.demo.FactsJson;
import io.millrace.app.demo.Frame;
import io.millrace.app.demo.Plan;
import io.millrace.app.demo.Scenes;
import io.millrace.app.demo.Story;
import io.millrace.app.text.Texts;
import io.millrace.flywheel.loop.LoopSettings;
import io.millrace.model.PriceCatalogue;
import io.millrace.sandbox.server.SandboxServer;
import io.millrace.store.control.ControlStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One demo from its start to its end. One thread at a time.
final class DemoRun {
  private static final Duration FRAMES = Duration.ofMillis(250);
  private static final Duration SETTLING = Duration.ofSeconds(20);

  private final Terminal terminal;
  private final Texts texts;
  private final Options options;
  private final Path data;
  private final PriceCatalogue prices;

  /// What is asked for.
  ///
  /// @param log to be played; null for made-up calls
  /// @param prices of the log's models; null for the built-in list
  /// @param json where figures go; null for nowhere
  /// @param rate calls in a second; infinite for as many as are answered
  /// @param exit whether it ends with the story
  /// @param report whether what was found is audited and reported at the end
  record Options(
      Plan plan,
      Path out,
      @Nullable Path log,
      @Nullable Path prices,
      @Nullable Path json,
      long seed,
      double alpha,
      double rate,
      boolean exit,
      boolean report) {}

  DemoRun(Terminal terminal, Texts texts, Options options) {
    this.terminal = terminal;
    this.texts = texts;
    this.options = options;
    this.data = options.out().resolve("data");
    this.prices = Prices.read(options.prices());
  }

  /// What came of the calls.
  ///
  /// @param reported whether the report is written
  private record Told(List<String> conversations, Duration took, boolean reported) {}

  /// Plays the story, tells its figures, and writes what is asked for.
  ///
  /// @return whether everything came true
  boolean play(Stop stop) {
    try (DemoData _ = DemoData.fresh(options.out());
        DemoLog _ = DemoLog.into(options.out().resolve("demo.log"))) {
      Told told = tell(stop);
      Facts facts = Facts.read(data, told.conversations(), prices);
      List<Claims.Claim> claims = Claims.of(options.plan(), facts);
      boolean holds = claims.stream().allMatch(Claims.Claim::holds);
      if (options.report() && !told.reported() && !stop.requested()) {
        terminal.line(texts.say("demo.reporting"));
        report();
      }
      new DemoSummary(terminal, texts).print(facts, claims, told.took());
      Path json = options.json();
      if (json != null) {
        double seconds = told.took().toMillis() / 1000.0;
        write(json, facts, seconds, claims);
      }
      return holds;
    } catch (IOException e) {
      throw new UnusableException("the demo cannot run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnusableException("the demo was interrupted", e);
    }
  }

  private void write(Path file, Facts facts, double seconds, List<Claims.Claim> claims)
      throws IOException {
    String text =
        FactsJson.write(facts, options.plan(), options.seed(), seconds, claims).toPrettyString();
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, text + "\n", StandardCharsets.UTF_8);
  }

  private Told tell(Stop stop) throws IOException, InterruptedException {
    DemoTraffic traffic = DemoTraffic.of(options, terminal);
    try (SandboxServer sandbox = SandboxServer.start(traffic.sandbox())) {
      var rounds =
          new DemoRounds(data, options.alpha(), options.seed(), prices, options.log() == null);
      Configuration configuration = configuration(sandbox.uri(), options.plan().learning());
      Told told;
      try (var server = new RunningServer(configuration, rounds)) {
        told = tell(stop, traffic, server, rounds, sandbox.uri());
      }
      rounds.await();
      return told;
    }
  }

  private Told tell(
      Stop stop, DemoTraffic traffic, RunningServer server, DemoRounds rounds, URI sandbox)
      throws InterruptedException {
    ControlStore control = server.control().orElseThrow();
    String address = "http://127.0.0.1:" + server.port();
    try (var callers =
            new Callers(URI.create(address), options.rate(), options.seed(), traffic::next);
        var screen = new DemoScreen(terminal, texts)) {
      var story =
          new Story(
              options.plan(),
              server.calls(),
              control,
              callers,
              settings -> server.reload(configuration(sandbox, settings)),
              traffic::change,
              InstantSource.system());
      var scenes = new Scenes(story, texts, address, watched());
      rounds.watch(scenes::progress);
      callers.start();
      Optional<Thread> reporting = Optional.empty();
      boolean more = true;
      while (more && !stop.requested()) {
        story.advance();
        screen.show(scenes.frame());
        boolean done = story.chapter() == Story.Chapter.DONE;
        if (done && watched() && options.report() && reporting.isEmpty()) {
          reporting = Optional.of(Thread.ofPlatform().daemon().start(this::report));
        }
        more = !done || watched();
        if (more) {
          Thread.sleep(FRAMES);
        }
      }
      Frame last = scenes.frame();
      callers.finish();
      story.settle(SETTLING);
      screen.end(last);
      if (reporting.isPresent()) {
        reporting.get().join();
      }
      return new Told(callers.conversations(), last.elapsed(), reporting.isPresent());
    }
  }

  /// Whether somebody watches and may want to see more.
  private boolean watched() {
    return !options.exit() && terminal.interactive() && !options.plan().replay();
  }

  private void report() {
    new DemoReport(texts, options, data).write();
  }

  private Configuration configuration(URI sandbox, LoopSettings settings) {
    var overrides =
        new Overrides(
            Optional.of("127.0.0.1"),
            Optional.of(0),
            Optional.of(data),
            Optional.empty(),
            Optional.empty());
    Configuration served =
        SandboxConfig.read(sandbox, options.log() != null, Map.of(), overrides)
            .configuration()
            .orElseThrow();
    var learning = new LoopTerms.Learning(options.alpha(), 0.05, false);
    return new Configuration(
        served.gateway(),
        served.routes(),
        prices,
        served.data(),
        new LoopTerms(true, settings, learning));
  }
}
