package io.millrace.store.control;

import io.millrace.learn.template.ScenarioTemplate;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The table of scenarios.
final class Scenarios {
  private Scenarios() {}

  static List<KnownScenario> list(Sql sql) throws SQLException {
    return sql.list("SELECT template, mode FROM scenario ORDER BY id", Scenarios::read);
  }

  private static KnownScenario read(Row row) throws SQLException {
    String mode = row.textOrNull("mode");
    return new KnownScenario(
        ScenarioTemplate.fromJson(row.text("template")),
        Optional.ofNullable(mode).map(Mode::valueOf));
  }

  static void learned(Sql sql, Instant now, List<ScenarioTemplate> templates) throws SQLException {
    for (ScenarioTemplate template : templates) {
      sql.run(
          """
          INSERT INTO scenario (id, template, mode, learned_at) VALUES (?, ?, NULL, ?)
          ON CONFLICT (id) DO UPDATE
          SET template = excluded.template, learned_at = excluded.learned_at
          WHERE scenario.template <> excluded.template
          """,
          template.id(),
          template.toJson(),
          now);
    }
  }

  static void mode(Sql sql, Instant now, String scenario, Mode mode, By by) throws SQLException {
    require(sql, scenario);
    sql.run("UPDATE scenario SET mode = ? WHERE id = ?", mode, scenario);
    String evidence = "{\"mode\":\"" + mode.name().toLowerCase(Locale.ROOT) + "\"}";
    Events.add(sql, now, scenario, "", "mode", Double.NaN, by, evidence);
  }

  static void require(Sql sql, String scenario) throws SQLException {
    if (!sql.exists("SELECT 1 FROM scenario WHERE id = ?", scenario)) {
      throw new StateException("there is no scenario " + scenario + ": no round has found it yet");
    }
  }
}
