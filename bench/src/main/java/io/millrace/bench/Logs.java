package io.millrace.bench;

import io.millrace.store.calllog.CallLogReader;
import io.millrace.store.calllog.CallSpool;
import io.millrace.store.calllog.LogOutcome;
import io.millrace.store.calllog.ReadLimits;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/// Reads logs for the programs here.
final class Logs {
  private Logs() {}

  /// A log in time order; the caller closes it.
  static CallSpool spool(Path log) {
    CallSpool spool = CallSpool.in(Path.of(System.getProperty("java.io.tmpdir")));
    CallLogReader reader = new CallLogReader(ReadLimits.STANDARD, spool::add, _ -> {});
    LogOutcome outcome = reader.read(List.of(log.toString()), InputStream.nullInputStream());
    if (outcome instanceof LogOutcome.UnusableInput(_, String reason)) {
      spool.close();
      throw new IllegalArgumentException(reason);
    }
    spool.seal();
    return spool;
  }
}
