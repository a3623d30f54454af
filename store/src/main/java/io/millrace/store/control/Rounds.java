package io.millrace.store.control;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// The table of rounds.
final class Rounds {
  private Rounds() {}

  static String begin(Sql sql, Instant now, String why) throws SQLException {
    long id =
        sql.insert(
            """
            INSERT INTO round (begun_at, why, state, calls, cpu_micros, cost_picodollars, summary,
              charge_call)
            VALUES (?, ?, 'RUNNING', 0, 0, 0, '{}', '')
            """,
            now,
            why);
    return "r" + id;
  }

  /// For the one who holds the lock of rounds: no other is running.
  static int interrupted(Sql sql, Instant now) throws SQLException {
    return sql.run(
        "UPDATE round SET state = 'INTERRUPTED', ended_at = ? WHERE state = 'RUNNING'", now);
  }

  static boolean running(Sql sql) throws SQLException {
    return sql.exists("SELECT 1 FROM round WHERE state = 'RUNNING'");
  }

  static void spent(Sql sql, String id, long calls, long cpuMicros, long costPicodollars)
      throws SQLException {
    sql.run(
        """
        UPDATE round SET calls = ?, cpu_micros = ?, cost_picodollars = ?
        WHERE id = ? AND state = 'RUNNING'
        """,
        calls,
        cpuMicros,
        costPicodollars,
        number(id));
  }

  static void end(Sql sql, Instant now, String id, RoundResult result) throws SQLException {
    int rows =
        sql.run(
            """
            UPDATE round SET state = ?, ended_at = ?, calls = ?, cpu_micros = ?,
              cost_picodollars = ?, summary = ?
            WHERE id = ? AND state = 'RUNNING'
            """,
            result.state(),
            now,
            result.calls(),
            result.cpuMicros(),
            result.costPicodollars(),
            result.summaryJson(),
            number(id));
    if (rows == 0) {
      throw new StateException("round " + id + " is not running");
    }
  }

  static List<Round> list(Sql sql, int limit) throws SQLException {
    return sql.list("SELECT * FROM round ORDER BY id DESC LIMIT ?", Rounds::read, limit);
  }

  static List<Round> sinceDone(Sql sql) throws SQLException {
    return sql.list(
        """
        SELECT * FROM round
        WHERE id >= coalesce((SELECT max(id) FROM round WHERE state = 'DONE'), 0) ORDER BY id DESC
        """,
        Rounds::read);
  }

  static List<Round> uncharged(Sql sql) throws SQLException {
    return sql.list(
        """
        SELECT * FROM round WHERE state <> 'RUNNING' AND charge_call = ''
          AND (cpu_micros > 0 OR cost_picodollars > 0) ORDER BY id
        """,
        Rounds::read);
  }

  static void charged(Sql sql, String id, String callId) throws SQLException {
    sql.run(
        "UPDATE round SET charge_call = ? WHERE id = ? AND charge_call = ''", callId, number(id));
  }

  private static long number(String id) {
    if (!id.matches("r\\d{1,18}")) {
      throw new StateException("there is no round " + id);
    }
    return Long.parseLong(id.substring(1));
  }

  private static Round read(Row row) throws SQLException {
    return new Round(
        "r" + row.number("id"),
        row.instant("begun_at"),
        row.instantOrNull("ended_at"),
        row.text("why"),
        row.word(RoundState.class, "state"),
        row.number("calls"),
        row.number("cpu_micros"),
        row.number("cost_picodollars"),
        row.text("summary"),
        row.text("charge_call"));
  }
}
