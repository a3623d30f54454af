package io.millrace.app;

import io.millrace.app.config.ConfigFile;
import io.millrace.app.config.Configuration;
import io.millrace.app.config.EnvironmentConfig;
import io.millrace.app.config.Loading;
import io.millrace.app.config.Overrides;
import io.millrace.app.config.Problem;
import io.millrace.app.text.Texts;
import io.millrace.console.report.DisplayWidth;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// Says what is wrong with the machine or the configuration. Exit code 1 when something needed does
/// not work.
@Command(
    name = "doctor",
    description = "Says what works and what does not, on this machine and with this configuration.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DoctorCommand extends TerminalCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration; without it, the providers whose keys are in the environment.")
  @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder (default: ./millrace-data, or what the configuration says).")
  @Nullable Path data;

  @Option(names = "--json", description = "As JSON.")
  boolean json;

  @Option(
      names = "--lang",
      paramLabel = "LANG",
      description = "en or zh (default: the environment's).")
  @Nullable String lang;

  @Override
  public Integer call() {
    Texts texts = Texts.of(Languages.of(lang, terminal));
    List<Finding> findings = examine();
    if (json) {
      findings.forEach(f -> terminal.line(json(f, texts).toString()));
    } else {
      print(findings, texts);
    }
    return findings.stream().anyMatch(f -> f.state() == Finding.State.BAD) ? 1 : 0;
  }

  private List<Finding> examine() {
    var overrides =
        new Overrides(
            Optional.empty(),
            Optional.empty(),
            Optional.ofNullable(data),
            Optional.empty(),
            Optional.empty());
    Loading loading =
        config == null
            ? EnvironmentConfig.read(terminal.environment(), overrides)
            : ConfigFile.read(config, terminal.environment(), overrides);
    var findings = new ArrayList<Finding>();
    Optional<Configuration> read = loading.configuration();
    if (read.isEmpty()) {
      findings.add(MachineChecks.java());
      findings.addAll(
          MachineChecks.data(
              (data == null ? Path.of("millrace-data") : data).toAbsolutePath().normalize()));
    } else {
      findings.addAll(MachineChecks.all(read.get()));
    }
    loading.problems().forEach(p -> findings.add(finding(p)));
    if (read.isPresent()) {
      findings.add(configured(read.get()));
      findings.addAll(EndpointCheck.all(read.get().routes().endpoints()));
    }
    return findings;
  }

  private static Finding configured(Configuration configuration) {
    return Finding.of(
        Finding.State.GOOD,
        "configuration",
        "doctor.configuration",
        "endpoints",
        Integer.toString(configuration.routes().endpoints().size()),
        "models",
        Integer.toString(configuration.routes().models().size()));
  }

  private static Finding finding(Problem problem) {
    boolean error = problem.severity() == Problem.Severity.ERROR;
    String place =
        problem.file().isEmpty()
            ? "configuration"
            : problem.file()
                + (problem.line() > 0 ? ":" + problem.line() + ":" + problem.column() : "");
    return new Finding(
        error ? Finding.State.BAD : Finding.State.DOUBTFUL, place, problem.key(), problem.values());
  }

  private static ObjectNode json(Finding finding, Texts texts) {
    return CallJson.JSON
        .createObjectNode()
        .put("state", finding.state().name().toLowerCase(Locale.ROOT))
        .put("subject", finding.subject())
        .put("text", text(finding, texts));
  }

  /// A step's name is itself a text.
  private static String text(Finding finding, Texts texts) {
    String step = finding.values().get("step");
    if (step == null) {
      return finding.text(texts);
    }
    var values = new java.util.HashMap<>(finding.values());
    values.put("step", texts.say(step));
    return texts.say(finding.key(), values);
  }

  private void print(List<Finding> findings, Texts texts) {
    int mark =
        java.util.Arrays.stream(Finding.State.values())
            .mapToInt(s -> DisplayWidth.of(mark(s, texts)))
            .max()
            .orElse(0);
    String indent = " ".repeat(mark + 4);
    for (Finding finding : findings) {
      List<String> lines =
          DisplayWidth.wrap(
              finding.subject() + ": " + text(finding, texts), terminal.width() - mark - 4);
      String marked = DisplayWidth.padRight(mark(finding.state(), texts), mark);
      terminal.line("  " + coloured(finding.state(), marked) + "  " + lines.getFirst());
      lines.stream().skip(1).forEach(l -> terminal.line(indent + l));
    }
    long bad = findings.stream().filter(f -> f.state() == Finding.State.BAD).count();
    terminal.line("");
    terminal.line(
        bad == 0 ? texts.say("doctor.well") : texts.say("doctor.ill", "count", Long.toString(bad)));
  }

  private static String mark(Finding.State state, Texts texts) {
    return texts.say(
        switch (state) {
          case GOOD -> "doctor.mark.good";
          case DOUBTFUL -> "doctor.mark.doubtful";
          case BAD -> "doctor.mark.bad";
        });
  }

  private String coloured(Finding.State state, String text) {
    if (!terminal.colour()) {
      return text;
    }
    String colour =
        switch (state) {
          case GOOD -> "\u001b[32m";
          case DOUBTFUL -> "\u001b[33m";
          case BAD -> "\u001b[31m";
        };
    return colour + text + "\u001b[0m";
  }
}
