package io.millrace.store.calls;

import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Reads rows with the columns of a bill. One thread at a time.
final class BilledRows {
  static final String COLUMNS =
      "call_id, epoch_us(started), operation, model, served_model, key, purpose, subject, state,"
          + " tier, scenario, policy, reference_probability, action, arm, total_micros, "
          + String.join(", ", CallSchema.BUCKETS)
          + ", cost_picodollars, price_version, unpriced_reason, unpriced_detail";

  private final ResultSet row;
  private int column;

  BilledRows(ResultSet row) {
    this.row = row;
  }

  BilledCall read() throws SQLException {
    column = 0;
    String id = text();
    Instant started = Instant.EPOCH.plus(row.getLong(++column), ChronoUnit.MICROS);
    return new BilledCall(
        id,
        started,
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        share(),
        text(),
        text(),
        row.getLong(++column),
        usage(),
        cost());
  }

  private String text() throws SQLException {
    String text = row.getString(++column);
    return text == null ? "" : text;
  }

  private double share() throws SQLException {
    double number = row.getDouble(++column);
    return row.wasNull() ? Double.NaN : number;
  }

  private @Nullable Usage usage() throws SQLException {
    var counts = new long[CallSchema.BUCKETS.size()];
    boolean known = true;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = row.getLong(++column);
      known &= !row.wasNull();
    }
    return known ? AttemptJson.usage(counts) : null;
  }

  private Cost cost() throws SQLException {
    long amount = row.getLong(++column);
    boolean priced = !row.wasNull();
    String version = text();
    String reason = text();
    String detail = text();
    return priced
        ? new Cost.Priced(new Picodollars(amount), version)
        : AttemptJson.unpriced(reason, detail);
  }
}
