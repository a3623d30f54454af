package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.flywheel.audit.Partition;
import io.millrace.flywheel.dataset.Dataset;
import io.millrace.flywheel.dataset.DatasetTally;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// What the dataset command tells people.
final class DatasetText {
  private DatasetText() {}

  static String summary(Texts texts, DatasetTally tally, Path folder) {
    StringBuilder lines = new StringBuilder();
    for (Partition.Part part : Dataset.parts()) {
      lines
          .append("  ")
          .append(
              texts.say(
                  "dataset.file",
                  "file",
                  folder.resolve(Dataset.file(part)).toString(),
                  "rows",
                  Long.toString(tally.rows(part)),
                  "calls",
                  Long.toString(tally.calls(part))))
          .append('\n');
    }
    return lines.append(leftOut(texts, tally).stripLeading().indent(2)).toString().stripTrailing();
  }

  /// One line for each reason, each begun by a line break; empty when nothing was left out.
  static String leftOut(Texts texts, DatasetTally tally) {
    Map<String, Long> reasons = new TreeMap<>(tally.leftOut());
    StringBuilder lines = new StringBuilder();
    reasons.forEach((reason, count) ->
        lines
            .append('\n')
            .append(
                texts.say(
                    "dataset.left_out",
                    "count",
                    Long.toString(count),
                    "reason",
                    texts.say("dataset.reason." + reason))));
    return lines.toString();
  }
}
