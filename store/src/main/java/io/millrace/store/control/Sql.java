package io.millrace.store.control;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Statements with parameters on one connection. Instants are microseconds, enums their names. One
/// thread at a time.
final class Sql {
  private final Connection connection;
  private long changed;

  Sql(Connection connection) {
    this.connection = connection;
  }

  /// Reads one row.
  interface RowReader<T> {
    T read(Row row) throws SQLException;
  }

  /// Changes rows.
  ///
  /// @return how many
  int run(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      int rows = statement.executeUpdate();
      changed += rows;
      return rows;
    }
  }

  /// Runs one statement with many rows of values.
  void runAll(String sql, List<@Nullable Object[]> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (@Nullable Object[] values : rows) {
        bind(statement, values);
        changed += statement.executeUpdate();
      }
    }
  }

  /// A new row.
  ///
  /// @return the number that it was given
  long insert(String sql, @Nullable Object... values) throws SQLException {
    changed++;
    return first(sql + " RETURNING id", row -> row.number("id"), values).orElseThrow();
  }

  <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet result = statement.executeQuery()) {
        var row = new Row(result);
        List<T> rows = new ArrayList<>();
        while (result.next()) {
          rows.add(reader.read(row));
        }
        return List.copyOf(rows);
      }
    }
  }

  <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... values)
      throws SQLException {
    return list(sql, reader, values).stream().findFirst();
  }

  boolean exists(String sql, @Nullable Object... values) throws SQLException {
    return !list(sql, _ -> true, values).isEmpty();
  }

  /// Whether a row was changed by now.
  boolean changed() {
    return changed > 0;
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
  }

  private static void bind(PreparedStatement statement, int place, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setObject(place, null);
      case Instant at -> statement.setLong(place, Micros.of(at));
      case Enum<?> word -> statement.setString(place, word.name());
      case Boolean yes -> statement.setInt(place, yes ? 1 : 0);
      case byte[] bytes -> statement.setBytes(place, bytes);
      case Double number when number.isNaN() -> statement.setObject(place, null);
      default -> statement.setObject(place, value);
    }
  }
}
