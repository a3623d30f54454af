package io.millrace.store.calls;

import io.millrace.store.StoreException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/// An embedded DuckDB for one piece of work: small, on one thread, without extensions from the
/// network, and gone when closed. One thread at a time.
final class CallDatabase implements AutoCloseable {
  private final DuckDBConnection connection;

  private CallDatabase(DuckDBConnection connection) {
    this.connection = connection;
  }

  /// @param spill a folder for what does not fit into memory; made when it is needed
  static CallDatabase open(Path spill) throws SQLException {
    var settings = new Properties();
    settings.setProperty("threads", "1");
    settings.setProperty("memory_limit", "256MB");
    settings.setProperty("temp_directory", spill.toString());
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    return new CallDatabase(
        DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class));
  }

  DuckDBConnection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// A text as a literal of SQL: for names of files, which are no parameters in every place.
  static String literal(Object text) {
    return "'" + text.toString().replace("'", "''") + "'";
  }

  /// A list of files as a literal of SQL.
  static String literals(List<CallFile> files) {
    return files.stream()
        .map(file -> literal(file.path()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  static StoreException failed(Path place, String what, Exception cause) {
    return new StoreException(
        place.toString(),
        what + " (" + firstLine(cause) + ")",
        "See that the disk is not full and that the folder can be read and written; what the"
            + " journal holds is not lost",
        cause);
  }

  private static String firstLine(Exception cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
