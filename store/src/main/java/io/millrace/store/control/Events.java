package io.millrace.store.control;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table of events.
final class Events {
  private Events() {}

  static void add(
      Sql sql,
      Instant at,
      String scenario,
      String policy,
      String kind,
      double share,
      By by,
      String evidence)
      throws SQLException {
    sql.run(
        """
        INSERT INTO event (at, scenario, policy, kind, share, who, why, evidence)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        at,
        scenario,
        policy,
        kind,
        share,
        by.who(),
        by.why(),
        evidence);
  }

  static List<Event> list(Sql sql, Optional<String> scenario, int limit) throws SQLException {
    String where = scenario.isPresent() ? " WHERE scenario = ?" : "";
    String query = "SELECT * FROM event" + where + " ORDER BY id DESC LIMIT ?";
    return scenario.isPresent()
        ? sql.list(query, Events::read, scenario.get(), limit)
        : sql.list(query, Events::read, limit);
  }

  private static Event read(Row row) throws SQLException {
    return new Event(
        row.number("id"),
        row.instant("at"),
        row.text("scenario"),
        row.text("policy"),
        row.text("kind"),
        row.real("share"),
        row.text("who"),
        row.text("why"),
        row.text("evidence"));
  }
}
