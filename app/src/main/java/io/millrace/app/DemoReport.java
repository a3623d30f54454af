package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Event;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// Audits the demo's own call log, up to the first call that a student may have answered: the
/// report that `./millrace audit` makes of any log.
final class DemoReport {
  private static final String LOG = "calls.jsonl.gz";
  private static final int MOST = 100_000;

  private final Texts texts;
  private final DemoRun.Options options;
  private final Path data;

  DemoReport(Texts texts, DemoRun.Options options, Path data) {
    this.texts = texts;
    this.options = options;
    this.data = data;
  }

  /// Writes it; says nothing.
  void write() {
    export();
    var audit = new AuditCommand();
    audit.terminal = Terminal.SILENT;
    audit.inputs = List.of(options.out().resolve(LOG).toString());
    audit.students = AuditCommand.Candidates.FAST;
    audit.alpha = options.alpha();
    audit.lang = texts.language().code();
    audit.seed = options.seed();
    audit.prices = options.prices();
    audit.out = options.out();
    audit.run();
  }

  private void export() {
    try (CallStore calls = CallStore.reading(data);
        OutputFolder output = OutputFolder.open(options.out())) {
      CallFilter filter = CallFilter.answeredByTeacher(Optional.empty(), until());
      output.file(
          LOG,
          out -> {
            try (var zipped = new GZIPOutputStream(out, 1 << 16)) {
              calls.export(filter, zipped);
            }
          });
      output.publish();
    }
  }

  /// When the first policy was let out.
  private Optional<Instant> until() {
    try (ControlStore control = ControlStore.open(data)) {
      return control.events(Optional.empty(), MOST).reversed().stream()
          .filter(event -> event.kind().equals("canary"))
          .map(Event::at)
          .findFirst();
    }
  }
}
