package io.millrace.store.calllog;

import io.millrace.model.Call;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// What reading something came to: the calls, the listed problems, the outcome.
record Reading(List<Call> calls, List<Problem> problems, LogOutcome outcome) {
  static Reading of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Reading of(byte[] bytes) {
    return of(bytes, ReadLimits.STANDARD);
  }

  static Reading of(byte[] bytes, ReadLimits limits) {
    return of(List.of("-"), bytes, limits);
  }

  static Reading of(List<String> inputs, byte[] standardInput, ReadLimits limits) {
    var calls = new ArrayList<Call>();
    var problems = new ArrayList<Problem>();
    var reader = new CallLogReader(limits, calls::add, problems::add);
    LogOutcome outcome = reader.read(inputs, new ByteArrayInputStream(standardInput));
    return new Reading(calls, problems, outcome);
  }

  /// The one call that a record makes.
  static Call one(String record) {
    Reading reading = of(record);
    if (reading.calls.size() != 1) {
      throw new AssertionError(reading.calls.size() + " calls; " + reading.outcome);
    }
    return reading.calls.getFirst();
  }

  String reason() {
    return outcome instanceof LogOutcome.UnusableInput(_, var reason) ? reason : "usable";
  }

  List<String> texts() {
    return problems.stream().map(Problem::text).toList();
  }

  static byte[] gzip(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
