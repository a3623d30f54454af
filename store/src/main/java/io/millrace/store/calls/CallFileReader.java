package io.millrace.store.calls;

import io.millrace.store.calls.CallStore.PlacedConsumer;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Asks Parquet segments with SQL. Never writes into their folder. One thread at a time.
final class CallFileReader implements AutoCloseable {
  /// So many segments are opened by one query: the latest come first and are often enough.
  private static final int BATCH = 64;

  private final CallDatabase database;

  CallFileReader(Path spill) throws SQLException {
    this.database = CallDatabase.open(spill);
  }

  /// One call with its bodies.
  Optional<CallRecord> find(List<CallFile> files, String id) throws SQLException {
    for (int end = files.size(); end > 0; end -= BATCH) {
      List<CallFile> batch = files.subList(Math.max(0, end - BATCH), end);
      try (var query = query(true, batch, "call_id = ?")) {
        query.setString(1, id);
        try (ResultSet rows = query.executeQuery()) {
          if (rows.next()) {
            return Optional.of(new CallRows(rows).read().call());
          }
        }
      }
    }
    return Optional.empty();
  }

  /// The latest calls that a filter wants, without bodies.
  List<CallRecord> latest(List<CallFile> files, CallFilter filter) throws SQLException {
    List<CallFile> wanted = files.stream().filter(file -> mayHold(file, filter)).toList();
    List<CallRecord> found = new ArrayList<>();
    for (int end = wanted.size(); end > 0; end -= BATCH) {
      if (enough(found, filter.limit(), wanted.subList(0, end))) {
        break;
      }
      found.addAll(latestOf(wanted.subList(Math.max(0, end - BATCH), end), filter));
      found = CallOrder.latest(found, filter.limit());
    }
    return found;
  }

  private static boolean enough(List<CallRecord> found, int limit, List<CallFile> older) {
    if (found.size() < limit) {
      return false;
    }
    Instant earliest = found.getLast().started().at();
    return older.stream().allMatch(file -> file.until().isBefore(earliest));
  }

  private List<CallRecord> latestOf(List<CallFile> files, CallFilter filter) throws SQLException {
    var condition = new FilterSql(filter);
    String rest = condition.sql() + " ORDER BY started DESC, call_id DESC LIMIT " + filter.limit();
    List<CallRecord> found = new ArrayList<>();
    try (var query = query(false, files, rest)) {
      condition.bind(query);
      try (ResultSet rows = query.executeQuery()) {
        var reading = new CallRows(rows);
        while (rows.next()) {
          found.add(reading.read().call());
        }
      }
    }
    return found;
  }

  static boolean mayHold(CallFile file, CallFilter filter) {
    return filter.from().map(from -> !file.until().isBefore(from)).orElse(true)
        && filter.until().map(until -> file.from().isBefore(until)).orElse(true);
  }

  /// How many calls of some segments ended after a position and pass a filter.
  long count(List<CallFile> files, CallFilter filter) throws SQLException {
    if (files.isEmpty()) {
      return 0;
    }
    var condition = new FilterSql(filter);
    String sql = "SELECT count(*) FROM " + source(files) + " WHERE " + condition.sql();
    try (var query = database.connection().prepareStatement(sql)) {
      condition.bind(query);
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /// What a bill needs of every call that a filter wants, in the order the calls ended.
  void bill(List<CallFile> files, CallFilter filter, Consumer<BilledCall> consumer)
      throws SQLException {
    List<CallFile> wanted = files.stream().filter(file -> mayHold(file, filter)).toList();
    for (int begin = 0; begin < wanted.size(); begin += BATCH) {
      billBatch(
          wanted.subList(begin, Math.min(wanted.size(), begin + BATCH)),
          new FilterSql(filter),
          consumer);
    }
  }

  private void billBatch(List<CallFile> files, FilterSql condition, Consumer<BilledCall> consumer)
      throws SQLException {
    String sql =
        "SELECT "
            + BilledRows.COLUMNS
            + " FROM "
            + source(files)
            + " WHERE "
            + condition.sql()
            + " ORDER BY position";
    try (var query = database.connection().prepareStatement(sql)) {
      condition.bind(query);
      try (ResultSet rows = query.executeQuery()) {
        var reading = new BilledRows(rows);
        while (rows.next()) {
          consumer.accept(reading.read());
        }
      }
    }
  }

  /// Every call of one segment that ended after a position and passes a filter, in the order they
  /// ended, with bodies.
  void each(CallFile file, long after, CallFilter filter, PlacedConsumer consumer)
      throws SQLException {
    var condition = new FilterSql(filter);
    String rest = condition.sql() + " AND position > " + after + " ORDER BY position";
    try (var query = query(true, List.of(file), rest)) {
      condition.bind(query);
      try (ResultSet rows = query.executeQuery()) {
        var reading = new CallRows(rows);
        while (rows.next()) {
          var placed = reading.read();
          consumer.take(placed.call(), placed.position());
        }
      }
    }
  }

  private PreparedStatement query(boolean bodies, List<CallFile> files, String rest)
      throws SQLException {
    return database
        .connection()
        .prepareStatement(
            "SELECT " + CallSchema.read(bodies) + " FROM " + source(files) + " WHERE " + rest);
  }

  private static String source(List<CallFile> files) {
    return "(SELECT * FROM read_parquet("
        + CallDatabase.literals(files)
        + ", union_by_name = true) UNION ALL BY NAME "
        + CallSchema.LATER_COLUMNS
        + ")";
  }

  static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
