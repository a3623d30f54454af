package io.millrace.store.control;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The present row of a result, by names of columns.
final class Row {
  private final ResultSet result;

  Row(ResultSet result) {
    this.result = result;
  }

  String text(String column) throws SQLException {
    return result.getString(column);
  }

  @Nullable String textOrNull(String column) throws SQLException {
    return result.getString(column);
  }

  byte @Nullable [] bytesOrNull(String column) throws SQLException {
    return result.getBytes(column);
  }

  byte[] bytes(String column) throws SQLException {
    return result.getBytes(column);
  }

  long number(String column) throws SQLException {
    return result.getLong(column);
  }

  boolean flag(String column) throws SQLException {
    return result.getLong(column) != 0;
  }

  /// NaN where there is none.
  double real(String column) throws SQLException {
    double value = result.getDouble(column);
    return result.wasNull() ? Double.NaN : value;
  }

  Instant instant(String column) throws SQLException {
    return Micros.at(result.getLong(column));
  }

  @Nullable Instant instantOrNull(String column) throws SQLException {
    long micros = result.getLong(column);
    return result.wasNull() ? null : Micros.at(micros);
  }

  <E extends Enum<E>> E word(Class<E> type, String column) throws SQLException {
    return Enum.valueOf(type, result.getString(column));
  }
}
