package io.millrace.app;

import io.millrace.app.config.ConfigFile;
import io.millrace.app.config.EnvironmentConfig;
import io.millrace.app.config.Overrides;
import io.millrace.app.text.Texts;
import io.millrace.sandbox.server.RecordedLog;
import io.millrace.sandbox.server.SandboxServer;
import io.millrace.sandbox.server.SandboxSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The gateway.
@Command(
    name = "serve",
    description = "One endpoint for every model: serves, records and, where certified, answers.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ServeCommand extends TerminalCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration (docs/millrace.example.yaml shows every key); without it, the"
              + " providers whose keys are in the environment.")
  @Nullable Path config;

  @Option(
      names = "--sandbox",
      description = "Simulated models instead of providers: no configuration, key or network.")
  boolean sandbox;

  @Option(
      names = "--sandbox-log",
      paramLabel = "FILE",
      description = "Simulated models that answer as this log of calls did; means --sandbox.")
  @Nullable Path sandboxLog;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Where to listen (default: 127.0.0.1, or what the configuration says).")
  @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port; 0 for any free one (default: 8080, or the configuration's).")
  @Nullable Integer port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Journal and call log (default: ./millrace-data, or the configuration's).")
  @Nullable Path data;

  @Option(
      names = "--policies",
      paramLabel = "DIR",
      description = "The policies folder that an audit wrote.")
  @Nullable Path policies;

  @Option(
      names = "--shadow",
      arity = "0..1",
      paramLabel = "true|false",
      fallbackValue = "true",
      description =
          "true: students are asked and recorded, the teacher answers; false: students answer where"
              + " they are sure (default: true, or the configuration's).")
  @Nullable Boolean shadow;

  @Option(
      names = "--lang",
      paramLabel = "LANG",
      description = "en or zh (default: the environment's).")
  @Nullable String lang;

  @Override
  public Integer call() {
    var stop = new Stop();
    stop.onSignals();
    Texts texts = Texts.of(Languages.of(lang, terminal));
    serve(stop, texts, ready -> new Greeting(terminal, texts).print(ready, seconds(sinceStart())));
    return 0;
  }

  /// Serves until it is asked to stop.
  void serve(Stop stop, Texts texts, Consumer<Serving.Ready> ready) {
    check();
    LogFormat.oneLine();
    if (!sandbox && sandboxLog == null) {
      new Serving(terminal, texts, source()).run(stop, ready);
      return;
    }
    try (SandboxServer simulated = SandboxServer.start(sandboxSettings())) {
      var source =
          new ConfigSource(
              Optional.empty(),
              () ->
                  SandboxConfig.read(
                      simulated.uri(), sandboxLog != null, terminal.environment(), overrides()));
      new Serving(terminal, texts, source).run(stop, ready);
    } catch (IOException e) {
      throw new UnusableException("the sandbox cannot start: " + e.getMessage(), e);
    }
  }

  private void check() {
    if (config != null && (sandbox || sandboxLog != null)) {
      throw new UsageException("--config and --sandbox exclude each other: keep one");
    }
    if (port != null && (port < 0 || port > 65_535)) {
      throw new UsageException("--port " + port + ": a number from 0 to 65535 is expected");
    }
    if (policies != null && !Files.isDirectory(policies)) {
      throw new UnusableException(
          "--policies " + policies + ": there is no such folder; ./millrace audit writes one");
    }
    if (sandboxLog != null && !Files.isReadable(sandboxLog)) {
      throw new UnusableException("--sandbox-log " + sandboxLog + ": this file cannot be read");
    }
  }

  private SandboxSettings sandboxSettings() {
    if (sandboxLog == null) {
      return SandboxSettings.defaults();
    }
    var log = new RecordedLog();
    try (var progress = new ProgressLine(terminal, false)) {
      LogReading.streamed(List.of(sandboxLog.toString()), terminal, progress, log::add);
    }
    return SandboxSettings.defaults().withRecorded(log, false).withAnyModel();
  }

  private ConfigSource source() {
    Path file = config;
    return file == null
        ? new ConfigSource(
            Optional.empty(), () -> EnvironmentConfig.read(terminal.environment(), overrides()))
        : new ConfigSource(
            Optional.of(file), () -> ConfigFile.read(file, terminal.environment(), overrides()));
  }

  private Overrides overrides() {
    return new Overrides(
        Optional.ofNullable(host),
        Optional.ofNullable(port),
        Optional.ofNullable(data),
        Optional.ofNullable(policies),
        Optional.ofNullable(shadow).map(asked -> !asked));
  }

  private static Duration sinceStart() {
    Instant now = InstantSource.system().instant();
    return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
  }

  static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3)
        .setScale(2, RoundingMode.HALF_UP)
        .toPlainString();
  }
}
