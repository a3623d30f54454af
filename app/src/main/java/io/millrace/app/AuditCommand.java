package io.millrace.app;

import io.millrace.console.report.Language;
import io.millrace.console.report.ReportJson;
import io.millrace.console.report.ReportPage;
import io.millrace.console.report.ReportTable;
import io.millrace.console.report.TimingsJson;
import io.millrace.flywheel.audit.AttemptLog;
import io.millrace.flywheel.audit.Audit;
import io.millrace.flywheel.audit.AuditOptions;
import io.millrace.flywheel.audit.AuditResult;
import io.millrace.flywheel.audit.LabelSample;
import io.millrace.flywheel.audit.TrueLabels;
import io.millrace.model.PriceCatalogue;
import io.millrace.proof.Promise;
import io.millrace.store.calllog.CallSpool;
import io.millrace.store.mask.MaskedCalls;
import io.millrace.store.policy.PolicyFolder;
import io.millrace.store.policy.PolicySet;
import io.millrace.store.policy.RetainedText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// From a log of calls to a report and policies.
@Command(
    name = "audit",
    description = "Reads logs of model calls and proves what small students can take over.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AuditCommand extends TerminalCommand implements Callable<Integer> {
  static final String ATTEMPTS = "attempts.json";
  private static final String SAMPLE = "label-sample.jsonl";
  private static final String POLICIES = "policies";
  private static final List<String> RESULTS =
      List.of("report.json", "report.html", "timings.json", "assignments.jsonl.gz", SAMPLE);
  private static final BigDecimal CORE_HOUR_USD = new BigDecimal("0.05");
  private static final double AUDIT_RATE = 0.02;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Logs: JSON lines, LiteLLM or Langfuse exports, gzip or not; folders; - for standard"
              + " input.")
  List<String> inputs = List.of();

  @Option(
      names = "--alpha",
      paramLabel = "SHARE",
      description = "The disagreement that is allowed (default: ${DEFAULT-VALUE}).")
  double alpha = 0.05;

  @Option(
      names = "--delta",
      paramLabel = "SHARE",
      description = "The chance that a certificate may be wrong (default: ${DEFAULT-VALUE}).")
  double delta = 0.05;

  @Option(
      names = "--promise",
      paramLabel = "WHICH",
      description =
          "selective: of the calls answered, at most alpha differ; system: of all calls (default:"
              + " selective).")
  Promise promise = Promise.SELECTIVE;

  @Option(
      names = "--loss",
      paramLabel = "WHICH",
      description =
          "record: the whole answer; fields: the share of a record's fields that differ (default:"
              + " record).")
  AuditOptions.Loss loss = AuditOptions.Loss.RECORD;

  /// Which students may be trained.
  enum Candidates {
    FAST,
    ALL
  }

  @Option(
      names = "--students",
      paramLabel = "WHICH",
      description =
          "fast: microseconds an answer; all: small encoders too, milliseconds (default: all).")
  Candidates students = Candidates.ALL;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "A price list: ours, LiteLLM's, or a flat one (default: built in).")
  @Nullable Path prices;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "True answers, JSON lines of id and answer, for a sample drawn with --draw-sample.")
  @Nullable Path labels;

  @Option(
      names = "--draw-sample",
      paramLabel = "N",
      description =
          "Draws N calls at random for people to label, and writes OUT/label-sample.jsonl.")
  int drawSample;

  @Option(
      names = "--lang",
      paramLabel = "LANG",
      description = "Language of the report: en or zh (default: the environment's).")
  @Nullable String lang;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What every random choice follows from (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--joint",
      description = "Share delta among all scenarios, so that all certificates hold at once.")
  boolean joint;

  @Option(
      names = "--no-examples",
      description = "Leave examples of mistakes out of the report (default: masked ones).")
  boolean noExamples;

  @Option(
      names = "--clear-examples",
      description = "Show examples of mistakes as they are: for your eyes, not for forwarding.")
  boolean clearExamples;

  @Option(
      names = "--mask",
      description =
          "Hide e-mail addresses, phone, card and identity numbers before anything is learned, and"
              + " have the gateway hide them from the students too. For logs recorded masked.")
  boolean mask;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to work with (default: the processors of this machine).")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("millrace-out");

  @Option(names = "--json", description = "Print report.json instead of the table.")
  boolean json;

  @Override
  public Integer call() {
    run();
    return 0;
  }

  /// Audits, publishes the results, prints the table.
  void run() {
    Language language = Languages.of(lang, terminal);
    PriceCatalogue catalogue = Prices.read(prices);
    refuseSecondSample();
    AuditOptions options = options(catalogue);
    try (OutputFolder output = OutputFolder.open(out);
        ProgressLine progress = new ProgressLine(terminal, language == Language.ZH);
        LogReading log =
            LogReading.spooled(
                inputs, terminal, progress, out, mask ? MaskedCalls::of : call -> call)) {
      RESULTS.forEach(output::checkFile);
      output.checkFolder(POLICIES);
      CallSpool spool = log.spool();
      if (drawSample > 0) {
        draw(output, spool);
        return;
      }
      AttemptLog attempts = AttemptLog.open(out.resolve(ATTEMPTS));
      AuditResult result =
          Audit.run(
              spool,
              log.skipped(),
              log.problems(),
              log.millis(),
              options,
              attempts,
              trueLabels(),
              progress);
      progress.at("write", 0, "");
      write(output, result, language);
      output.publish();
      progress.clear();
      show(result, language);
    }
  }

  private PolicySet policies(AuditResult result) {
    return mask ? result.policies().retaining(RetainedText.MASKED) : result.policies();
  }

  private AuditOptions options(PriceCatalogue catalogue) {
    try {
      return new AuditOptions(
          alpha,
          delta,
          promise,
          loss,
          students == Candidates.ALL,
          joint,
          seed,
          threads,
          examples(),
          catalogue,
          prices == null ? "built-in" : String.valueOf(prices.getFileName()),
          AUDIT_RATE,
          CORE_HOUR_USD);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private AuditOptions.Examples examples() {
    if (noExamples && clearExamples) {
      throw new UsageException("--no-examples and --clear-examples contradict each other");
    }
    return noExamples
        ? AuditOptions.Examples.NONE
        : clearExamples ? AuditOptions.Examples.CLEAR : AuditOptions.Examples.MASKED;
  }

  private void write(OutputFolder output, AuditResult result, Language language) {
    output.file("report.json", o -> ReportJson.write(result.report(), language, o));
    output.file("timings.json", o -> TimingsJson.write(result.timings(), o));
    output.file("assignments.jsonl.gz", o -> result.assignments().write(o));
    output.folder(POLICIES, f -> PolicyFolder.write(policies(result), f));
    output.file(
        "report.html",
        o ->
            o.write(
                ReportPage.render(result.report(), result.timings(), language, clearExamples)
                    .getBytes(StandardCharsets.UTF_8)));
  }

  private TrueLabels trueLabels() {
    return labels == null ? TrueLabels.NONE : TrueLabels.read(labels, out.resolve(SAMPLE));
  }

  /// A drawn sample stays what it is: drawing again until it pleases would make it worthless.
  private void refuseSecondSample() {
    Path sample = out.resolve(SAMPLE);
    if (drawSample < 0) {
      throw new UsageException("--draw-sample " + drawSample + ": a number of calls is expected");
    }
    if (drawSample > 0 && Files.exists(sample)) {
      throw new UnusableException(
          sample + ": a sample was drawn already; label it, or use another --out");
    }
  }

  /// Draws and ends: nothing is trained or certified, and no attempt is spent.
  private void draw(OutputFolder output, CallSpool spool) {
    int[] drawn = new int[1];
    output.file(SAMPLE, o -> drawn[0] = LabelSample.write(spool, drawSample, seed, o));
    output.publish();
    terminal.line(out.resolve(SAMPLE) + ": " + drawn[0]);
  }

  private void show(AuditResult result, Language language) {
    if (json) {
      ReportJson.write(result.report(), language, terminal.out());
      terminal.out().flush();
      return;
    }
    terminal.line(
        ReportTable.render(result.report(), language, terminal.width(), terminal.colour()));
    terminal.line("");
    terminal.line("  " + out.resolve("report.html").toAbsolutePath());
  }
}
