package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.console.report.Language;
import io.millrace.flywheel.audit.Partition;
import io.millrace.flywheel.dataset.Corrections;
import io.millrace.flywheel.dataset.Dataset;
import io.millrace.flywheel.dataset.DatasetFormat;
import io.millrace.flywheel.dataset.DatasetLog;
import io.millrace.flywheel.dataset.Disagreements;
import io.millrace.flywheel.dataset.ScenarioCalls;
import io.millrace.model.Call;
import io.millrace.model.Cost;
import io.millrace.model.PriceCatalogue;
import io.millrace.model.Spend;
import io.millrace.store.calllog.LoggedCall;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.mask.MaskedCalls;
import io.millrace.store.policy.PolicySet;
import io.millrace.store.policy.RetainedText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A scenario's calls as data that trainers read.
@Command(
    name = "dataset",
    description =
        "Writes a scenario's calls as fine-tuning data: rows with the teacher's answer, or pairs of"
            + " a better and a worse one.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DatasetCommand extends TerminalCommand implements Callable<Integer> {
  private static final String PROVENANCE = "provenance.json";
  private static final String ROWS = "rows.jsonl";
  private static final String INFO = "dataset_info.json";

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Logs, as audit reads them (default: the call log of --data).")
  List<String> inputs = List.of();

  @Mixin CallsCommand.Place place = new CallsCommand.Place();

  @Option(
      names = "--scenario",
      paramLabel = "ID|NAME",
      description = "Which scenario; without it they are listed.")
  @Nullable String scenario;

  @Option(
      names = "--policies",
      paramLabel = "DIR",
      description = "Recognise the scenarios of this policies folder (default: find them anew).")
  @Nullable Path policies;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      converter = Format.class,
      description = "sft, sharegpt, dpo, dpo-openai or dpo-sharegpt (default: ${DEFAULT-VALUE}).")
  DatasetFormat format = DatasetFormat.SFT;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Whose answers (default: the model that most calls of the scenario ask for).")
  @Nullable String model;

  @Option(
      names = "--corrections",
      paramLabel = "FILE",
      description =
          "Corrected answers, JSON lines of id and correction, before those that came as feedback.")
  @Nullable Path corrections;

  @Option(
      names = "--mask",
      description = "Hide e-mail addresses, phone, card and identity numbers.")
  boolean mask;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "A price list for calls whose cost is not recorded (default: built in).")
  @Nullable Path prices;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the search for scenarios; take the audit's (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the files go (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("millrace-dataset");

  @Option(names = "--json", description = "Print provenance.json, or the list, instead of text.")
  boolean json;

  /// Reads the names of formats as they are written.
  static final class Format implements picocli.CommandLine.ITypeConverter<DatasetFormat> {
    @Override
    public DatasetFormat convert(String value) {
      for (DatasetFormat format : DatasetFormat.values()) {
        if (format.toString().equals(value.toLowerCase(Locale.ROOT))) {
          return format;
        }
      }
      throw new picocli.CommandLine.TypeConversionException(
          "'" + value + "' is none of sft, sharegpt, dpo, dpo-openai, dpo-sharegpt");
    }
  }

  @Override
  public Integer call() {
    Texts texts = place.texts(terminal);
    PriceCatalogue catalogue = Prices.read(prices);
    Corrections corrected = corrections == null ? Corrections.NONE : Corrections.read(corrections);
    Optional<PolicySet> known = Optional.ofNullable(policies).map(PolicySet::load);
    boolean masked = mask || known.map(set -> set.text() == RetainedText.MASKED).orElse(false);
    try (ProgressLine progress = new ProgressLine(terminal, texts.language() == Language.ZH)) {
      if (scenario == null) {
        list(texts, known, masked, progress);
      } else {
        export(texts, known, masked, progress, cost(catalogue), corrected.or(feedback()));
      }
    }
    return 0;
  }

  /// The corrections that the loop was told of, where there is one.
  private Corrections feedback() {
    if (!Files.exists(place.data.resolve("control.db"))) {
      return Corrections.NONE;
    }
    try (ControlStore control = ControlStore.open(place.data)) {
      return Corrections.from(control);
    }
  }

  private void list(Texts texts, Optional<PolicySet> known, boolean masked, ProgressLine progress) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir", "."));
    try (DatasetLog log = read(texts, folder, masked, progress)) {
      ScenarioCalls calls = ScenarioCalls.of(log, known.map(PolicySet::scenarios), seed, progress);
      progress.clear();
      if (json) {
        terminal.line(DatasetJson.list(calls.scenarios()).toPrettyString());
        return;
      }
      terminal.line(listed(texts, calls));
      terminal.line("");
      terminal.line(texts.say("dataset.choose"));
    }
  }

  private static String listed(Texts texts, ScenarioCalls calls) {
    List<ScenarioCalls.Found> found = calls.scenarios();
    if (found.isEmpty()) {
      throw new UnusableException(texts.say("dataset.no_scenarios"));
    }
    StringBuilder lines = new StringBuilder(texts.say("dataset.list"));
    for (ScenarioCalls.Found each : found) {
      lines.append(
          String.format(
              Locale.ROOT,
              "%n  %-18s %,9d  %s",
              each.template().id(),
              each.calls(),
              each.template().name()));
    }
    return lines.toString();
  }

  private void export(
      Texts texts,
      Optional<PolicySet> known,
      boolean masked,
      ProgressLine progress,
      ToLongFunction<Call> cost,
      Corrections corrected) {
    try (OutputFolder output = OutputFolder.open(out)) {
      checkNames(output);
      try (DatasetLog log = read(texts, out, masked, progress)) {
        ScenarioCalls calls =
            ScenarioCalls.of(log, known.map(PolicySet::scenarios), seed, progress);
        Dataset dataset =
            Dataset.of(
                calls,
                chosen(texts, calls),
                new Dataset.Options(
                    format, Optional.ofNullable(model), corrected, Disagreements.RECORDED, masked),
                cost,
                progress);
        write(texts, output, dataset);
        progress.clear();
      }
    }
  }

  private static void checkNames(OutputFolder output) {
    Dataset.parts().forEach(part -> output.checkFile(Dataset.file(part)));
    List.of(ROWS, PROVENANCE, INFO).forEach(output::checkFile);
  }

  private ScenarioCalls.Found chosen(Texts texts, ScenarioCalls calls) {
    String wanted = String.valueOf(scenario);
    return calls
        .find(wanted)
        .orElseThrow(() ->
            new UnusableException(
                texts.say("dataset.unknown", "scenario", wanted) + "\n" + listed(texts, calls)));
  }

  private DatasetLog read(Texts texts, Path folder, boolean masked, ProgressLine progress) {
    DatasetLog log = DatasetLog.in(folder, masked ? MaskedCalls::of : call -> call);
    try {
      long[] count = new long[1];
      if (inputs.isEmpty()) {
        readData(log, count, progress);
        if (count[0] == 0) {
          throw new UnusableException(
              texts.say("dataset.no_calls", "folder", place.data.toString()));
        }
      } else {
        LogReading.bodies(inputs, terminal, progress, log::add);
      }
      log.seal();
      return log;
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private void readData(DatasetLog log, long[] count, ProgressLine progress) {
    try (CallStore calls = place.open()) {
      calls.each(
          CallFilter.latest(Integer.MAX_VALUE),
          0,
          (record, _) -> {
            LoggedCall logged = RecordedCalls.logged(record);
            if (logged != null) {
              log.add(logged);
              if (++count[0] % 1000 == 0) {
                progress.at("read", 0, String.format(Locale.ROOT, "%,d", count[0]));
              }
            }
          });
    }
  }

  /// What a call cost: what a server recorded, else what a price list says.
  private ToLongFunction<Call> cost(PriceCatalogue catalogue) {
    return call -> {
      if (inputs.isEmpty()) {
        String recorded = call.loggedCostUsd();
        return recorded == null ? -1 : Spend.parse(recorded).picodollars().longValueExact();
      }
      return catalogue.cost(call) instanceof Cost.Priced(var amount, _) ? amount.amount() : -1;
    };
  }

  private void write(Texts texts, OutputFolder output, Dataset dataset) {
    for (Partition.Part part : Dataset.parts()) {
      output.file(Dataset.file(part), o -> dataset.write(part, o));
    }
    if (dataset.tally().rows() == 0) {
      throw new UnusableException(
          texts.say("dataset.nothing", "scenario", String.valueOf(scenario))
              + DatasetText.leftOut(texts, dataset.tally()));
    }
    output.file(ROWS, dataset::writeRows);
    var provenance = DatasetJson.provenance(dataset.tally(), inputs, place.data, seed);
    output.file(PROVENANCE, o -> o.write(DatasetJson.bytes(provenance)));
    output.file(INFO, o -> o.write(DatasetJson.bytes(DatasetJson.info(format))));
    output.publish();
    if (json) {
      terminal.line(provenance.toPrettyString());
    } else {
      terminal.line(DatasetText.summary(texts, dataset.tally(), out));
    }
  }
}
