package io.millrace.store.calls;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Usage;
import io.millrace.store.journal.Entry;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Reads a row of [CallSchema#read]. One thread at a time.
final class CallRows {
  private final ResultSet row;
  private int column;

  CallRows(ResultSet row) {
    this.row = row;
  }

  /// A call and the journal position after its end.
  record Placed(CallRecord call, long position) {}

  Placed read() throws SQLException {
    column = 0;
    long position = number();
    var id = new CallId(text());
    Instant started = instant();
    Instant ended = instant();
    String operation = text();
    String model = text();
    String served = text();
    String key = text();
    boolean streamed = row.getBoolean(++column);
    String named = text();
    String action = text();
    String state = text();
    int status = (int) number();
    String tier = text();
    String scenario = text();
    String reason = text();
    double confidence = share();
    String shadow = row.getString(++column);
    Usage usage = usage();
    Cost cost = cost();
    long firstByte = optionalNumber(-1);
    long total = number();
    byte[] request = body();
    byte[] response = body();
    var attempts = AttemptJson.read(id, text());
    var start =
        new Entry.CallStarted(
            id, started, operation, model, key, streamed, named, action, request, text(), text());
    var end =
        new Entry.CallEnded(
            id,
            ended,
            state,
            status,
            tier,
            scenario,
            reason,
            confidence,
            shadow,
            served,
            usage,
            cost,
            firstByte,
            total,
            response,
            draw());
    return new Placed(new CallRecord(start, attempts, end, state), position);
  }

  private Entry.Draw draw() throws SQLException {
    String policy = text();
    double probability = share();
    boolean audited = row.getBoolean(++column);
    boolean agrees = row.getBoolean(++column);
    Boolean known = row.wasNull() ? null : (Boolean) agrees;
    return new Entry.Draw(policy, probability, audited, known, text());
  }

  private String text() throws SQLException {
    String text = row.getString(++column);
    return text == null ? "" : text;
  }

  private long number() throws SQLException {
    return row.getLong(++column);
  }

  private long optionalNumber(long otherwise) throws SQLException {
    long number = row.getLong(++column);
    return row.wasNull() ? otherwise : number;
  }

  private Instant instant() throws SQLException {
    return Instant.EPOCH.plus(number(), ChronoUnit.MICROS);
  }

  private double share() throws SQLException {
    double number = row.getDouble(++column);
    return row.wasNull() ? Double.NaN : number;
  }

  private @Nullable Usage usage() throws SQLException {
    var counts = new long[CallSchema.BUCKETS.size()];
    boolean known = true;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = number();
      known &= !row.wasNull();
    }
    return known ? AttemptJson.usage(counts) : null;
  }

  private Cost cost() throws SQLException {
    long amount = number();
    boolean priced = !row.wasNull();
    String version = text();
    String reason = text();
    String detail = text();
    return priced
        ? new Cost.Priced(new Picodollars(amount), version)
        : AttemptJson.unpriced(reason, detail);
  }

  private byte @Nullable [] body() throws SQLException {
    String text = row.getString(++column);
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
