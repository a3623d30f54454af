package io.millrace.store.control;

import io.millrace.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/*
 * One connection writes and one reads, each under a lock of its own, so that a reader waits for no
 * commit. A transaction takes SQLite's write lock when it begins: what it reads cannot change until it
 * commits, in whatever process. The driver's own way (setAutoCommit) would take it right after the last
 * commit, and let no other process write. With a write-ahead log and synchronous=FULL a commit is on the disk
 * when it returns.
 */

/// The file of the control store, and its transactions. Thread-safe.
final class ControlDatabase implements AutoCloseable {
  private static final int BUSY_MILLIS = 5000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final String BEGIN = "BEGIN IMMEDIATE";

  private final Path file;
  private final Connection writer;
  private final Connection reader;
  private final Object writing = new Object();
  private final Object reading = new Object();

  private ControlDatabase(Path file, Connection writer, Connection reader) {
    this.file = file;
    this.writer = writer;
    this.reader = reader;
  }

  /// What is done in a transaction.
  interface Work<T> {
    T run(Sql sql) throws SQLException;
  }

  /// Work without a result.
  interface Step {
    void run(Sql sql) throws SQLException;

    default Work<Boolean> asWork() {
      return sql -> {
        run(sql);
        return true;
      };
    }
  }

  /// Opens the file, makes it when it is not there, and takes it to the present schema.
  static ControlDatabase open(Path file) {
    SqliteLibrary.locate();
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new StoreException(
          file.toString(),
          "its folder cannot be made (" + e.getMessage() + ")",
          "See that the folder belongs to the user that runs Millrace",
          e);
    }
    try {
      return connect(file);
    } catch (SQLException e) {
      throw ControlErrors.of(file, e);
    }
  }

  private static ControlDatabase connect(Path file) throws SQLException {
    Connection writer = connection(file);
    try {
      migrate(file, writer, ControlSchema.STEPS);
      return new ControlDatabase(file, writer, connection(file));
    } catch (SQLException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /// To change a new file to a write-ahead log SQLite does not wait for others that do the same.
  private static Connection connection(Path file) throws SQLException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BUSY_MILLIS);
    while (true) {
      try {
        // As a URI: a question mark in the name of a folder would else begin options.
        String url = JDBC.PREFIX + file.toAbsolutePath().toUri();
        return JDBC.createConnection(url, settings().toProperties());
      } catch (SQLException e) {
        if (e.getErrorCode() != ControlErrors.BUSY || System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static SQLiteConfig settings() {
    var settings = new SQLiteConfig();
    settings.setBusyTimeout(BUSY_MILLIS);
    settings.setJournalMode(JournalMode.WAL);
    settings.setSynchronous(SynchronousMode.FULL);
    settings.enforceForeignKeys(true);
    return settings;
  }

  static void migrate(Path file, Connection connection, List<List<String>> steps)
      throws SQLException {
    if (behind(file, connection, steps)) {
      execute(connection, BEGIN);
      // Another process may have done it in between.
      if (behind(file, connection, steps)) {
        long done = pragma(connection, "user_version");
        for (List<String> step : steps.subList((int) done, steps.size())) {
          for (String sql : step) {
            execute(connection, sql);
          }
        }
        execute(connection, "PRAGMA user_version = " + steps.size());
      }
      execute(connection, "COMMIT");
    }
  }

  private static boolean behind(Path file, Connection connection, List<List<String>> steps)
      throws SQLException {
    long version = pragma(connection, "user_version");
    if (version > steps.size()) {
      throw new StoreException(
          file.toString(),
          "was written by a newer Millrace (schema "
              + version
              + ", this one knows "
              + steps.size()
              + ")",
          "Run that version, or give this one another data folder",
          null);
    }
    return version < steps.size();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA " + name)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  /// Runs a transaction; what throws changes nothing.
  ///
  /// @param onChange called after the commit of one that changed something, outside of all locks
  <T> T write(Work<T> work, Runnable onChange) {
    T result;
    boolean changed;
    synchronized (writing) {
      var sql = new Sql(writer);
      try {
        execute(writer, BEGIN);
        result = work.run(sql);
        changed = sql.changed();
        execute(writer, changed ? "COMMIT" : "ROLLBACK");
      } catch (SQLException e) {
        rollback();
        throw ControlErrors.of(file, e);
      } catch (RuntimeException e) {
        rollback();
        throw e;
      }
    }
    if (changed) {
      onChange.run();
    }
    return result;
  }

  <T> T write(Work<T> work) {
    return write(work, () -> {});
  }

  /// The same without a result.
  void run(Step step, Runnable onChange) {
    write(step.asWork(), onChange);
  }

  void run(Step step) {
    run(step, () -> {});
  }

  private void rollback() {
    try {
      execute(writer, "ROLLBACK");
    } catch (SQLException e) {
      // what ended the transaction is being reported
    }
  }

  <T> T read(Work<T> work) {
    synchronized (reading) {
      try {
        return work.run(new Sql(reader));
      } catch (SQLException e) {
        throw ControlErrors.of(file, e);
      }
    }
  }

  /// What changes with every commit of any other connection, and so of the writer and of every
  /// other process.
  long version() {
    synchronized (reading) {
      try {
        return pragma(reader, "data_version");
      } catch (SQLException e) {
        throw ControlErrors.of(file, e);
      }
    }
  }

  @Override
  public void close() {
    synchronized (writing) {
      synchronized (reading) {
        try (writer) {
          reader.close();
        } catch (SQLException e) {
          throw ControlErrors.of(file, e);
        }
      }
    }
  }
}
