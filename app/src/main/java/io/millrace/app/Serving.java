package io.millrace.app;

import io.millrace.app.config.Configuration;
import io.millrace.app.config.Loading;
import io.millrace.app.config.Problem;
import io.millrace.app.text.Texts;
import io.millrace.gateway.GatewaySettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A server from its start to its end: reads the configuration, serves, takes changes, stops.
final class Serving {
  private static final Duration WATCHED = Duration.ofSeconds(1);

  private final Terminal terminal;
  private final Texts texts;
  private final ConfigSource source;

  Serving(Terminal terminal, Texts texts, ConfigSource source) {
    this.terminal = terminal;
    this.texts = texts;
    this.source = source;
  }

  /// Returns when the server has stopped.
  ///
  /// @param ready called once when it listens
  void run(Stop stop, Consumer<Ready> ready) {
    Configuration configuration = configuration();
    var server = new RunningServer(configuration);
    try {
      var reloader = new Reloader(server, configuration);
      Optional<FileWatcher> watcher =
          source.file().map(file -> FileWatcher.start(file, WATCHED, reloader::reload));
      try {
        Stop.on("HUP", () -> Thread.ofVirtual().start(reloader::reload));
        ready.accept(new Ready(configuration, server.port()));
        stop.await();
        terminal.line(texts.say("serve.stopping"));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        watcher.ifPresent(FileWatcher::close);
      }
    } finally {
      server.close();
    }
    terminal.line(texts.say("serve.stopped"));
  }

  /// A server that listens.
  record Ready(Configuration configuration, int port) {}

  private Configuration configuration() {
    Loading loading = source.read();
    tell(loading.problems());
    return loading
        .configuration()
        .orElseThrow(() ->
            new UnusableException(
                texts.say("config.problems", "count", errors(loading.problems()))));
  }

  private static String errors(List<Problem> problems) {
    return Long.toString(
        problems.stream().filter(p -> p.severity() == Problem.Severity.ERROR).count());
  }

  private void tell(List<Problem> problems) {
    problems.forEach(p -> terminal.errorLine(p.render(texts)));
  }

  /// Applies a changed configuration, or refuses it whole. One at a time.
  private final class Reloader {
    private final RunningServer server;
    private Configuration current;

    Reloader(RunningServer server, Configuration current) {
      this.server = server;
      this.current = current;
    }

    synchronized void reload() {
      Loading loading = source.read();
      tell(loading.problems());
      loading
          .configuration()
          .ifPresentOrElse(
              this::apply, () -> terminal.errorLine(texts.say("serve.reload_refused")));
    }

    private void apply(Configuration next) {
      try {
        server.reload(next);
      } catch (RuntimeException e) {
        terminal.errorLine(
            texts.say("serve.reload_failed", "what", String.valueOf(e.getMessage())));
        return;
      }
      terminal.errorLine(texts.say("serve.reloaded"));
      if (!waiting(next).equals(waiting(current))) {
        terminal.errorLine(texts.say("serve.reload_later"));
      }
      current = next;
    }

    /// What a running server does not take up.
    private static List<Object> waiting(Configuration configuration) {
      GatewaySettings gateway = configuration.gateway();
      return List.of(
          gateway.listen(),
          configuration.data(),
          gateway.recording().expireBodies(),
          configuration.loop().on());
    }
  }
}
