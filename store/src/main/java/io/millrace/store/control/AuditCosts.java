package io.millrace.store.control;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/// The table of what audits cost.
final class AuditCosts {
  /// One row is of so long.
  private static final Duration PIECE = Duration.ofMinutes(5);

  private static final Duration KEPT = Duration.ofDays(2);

  private AuditCosts() {}

  static void add(Sql sql, Instant now, AuditSpend spend) throws SQLException {
    long piece = PIECE.toMillis();
    Instant begun = Instant.ofEpochMilli(Math.floorDiv(now.toEpochMilli(), piece) * piece);
    sql.run(
        """
        INSERT INTO audit_cost (begun_at, calls, picodollars) VALUES (?, ?, ?)
        ON CONFLICT (begun_at) DO UPDATE SET calls = audit_cost.calls + excluded.calls,
          picodollars = audit_cost.picodollars + excluded.picodollars
        """,
        begun,
        spend.calls(),
        spend.picodollars());
    sql.run("DELETE FROM audit_cost WHERE begun_at < ?", now.minus(KEPT));
  }

  /// Rows that began before and end after the time count whole.
  static AuditSpend since(Sql sql, Instant since) throws SQLException {
    return sql.first(
            """
            SELECT coalesce(sum(calls), 0) AS calls, coalesce(sum(picodollars), 0) AS picodollars
            FROM audit_cost WHERE begun_at > ?
            """,
            row -> new AuditSpend(row.number("calls"), row.number("picodollars")),
            since.minus(PIECE))
        .orElseThrow();
  }
}
