package io.millrace.store.control;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The table of experiments.
final class Experiments {
  private Experiments() {}

  static List<StoredExperiment> list(Sql sql) throws SQLException {
    return sql.list("SELECT * FROM experiment ORDER BY id", Experiments::read);
  }

  private static StoredExperiment read(Row row) throws SQLException {
    return new StoredExperiment(
        Experiment.fromJson(row.text("plan")),
        row.instant("begun_at"),
        row.instantOrNull("ended_at"),
        row.text("decision"),
        row.instantOrNull("decided_at"),
        row.text("evidence"));
  }

  /// @throws StateException when one with such a name began with another plan
  static void check(Sql sql, List<Experiment> planned) throws SQLException {
    Map<String, Experiment> before = new HashMap<>();
    list(sql).forEach(stored -> before.put(stored.plan().name(), stored.plan()));
    for (Experiment each : planned) {
      Experiment begun = before.get(each.name());
      if (begun != null && !begun.equals(each)) {
        throw new StateException(
            "the experiment "
                + each.name()
                + " began with another plan; what has begun is not changed: give the new plan a"
                + " name of its own");
      }
    }
  }

  static void plan(Sql sql, Instant now, List<Experiment> planned) throws SQLException {
    check(sql, planned);
    Set<String> wanted = new HashSet<>();
    for (Experiment each : planned) {
      wanted.add(each.name());
      sql.run(
          """
          INSERT INTO experiment (name, plan, begun_at, decision, evidence)
          VALUES (?, ?, ?, '', '')
          ON CONFLICT (name) DO UPDATE SET ended_at = NULL WHERE experiment.ended_at IS NOT NULL
          """,
          each.name(),
          each.toJson(),
          now);
    }
    for (StoredExperiment stored : list(sql)) {
      if (stored.ended() == null && !wanted.contains(stored.plan().name())) {
        sql.run("UPDATE experiment SET ended_at = ? WHERE name = ?", now, stored.plan().name());
      }
    }
  }

  static boolean decided(Sql sql, Instant now, String name, String decision, String evidenceJson)
      throws SQLException {
    return sql.run(
            """
            UPDATE experiment SET decision = ?, decided_at = ?, evidence = ?
            WHERE name = ? AND decision = ''
            """,
            decision,
            now,
            evidenceJson,
            name)
        > 0;
  }
}
