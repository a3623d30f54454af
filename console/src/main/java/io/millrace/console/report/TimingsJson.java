package io.millrace.console.report;

import io.millrace.flywheel.report.Timings;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// Writes `timings.json`: the part of an audit's result that differs from run to run.
public final class TimingsJson {
  private TimingsJson() {}

  /// Writes the timings as UTF-8 and flushes; the stream stays open.
  ///
  /// @throws java.io.UncheckedIOException when the stream fails
  public static void write(Timings timings, OutputStream out) {
    ObjectNode root = JsonFile.object();
    ObjectNode phases = root.putObject("phases_millis");
    timings.phasesMillis().forEach((name, millis) -> phases.put(name, millis.longValue()));
    root.set("student_micros", numbers(timings.studentMicros()));
    root.set("train_millis", JsonFile.counts(timings.trainMillis()));
    root.put("peak_heap_bytes", timings.peakHeapBytes());
    JsonFile.write(root, out);
  }

  private static ObjectNode numbers(Map<String, Double> values) {
    ObjectNode object = JsonFile.object();
    new TreeMap<>(values).forEach((name, value) -> JsonFile.number(object, name, value));
    return object;
  }
}
