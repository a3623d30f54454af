package io.millrace.store.control;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tables of feedback, which comes by itself, and of labels, which are asked for.
final class Labels {
  private Labels() {}

  static long feedback(Sql sql, Feedback feedback) throws SQLException {
    return sql.insert(
        """
        INSERT INTO feedback (at, call, action, key_name, metric, value, label, correction)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        feedback.at(),
        feedback.call(),
        feedback.action(),
        feedback.key(),
        feedback.metric(),
        feedback.value(),
        feedback.label(),
        feedback.correction());
  }

  static List<StoredFeedback> feedback(Sql sql, FeedbackQuery query) throws SQLException {
    var where = new StringBuilder("id > ?");
    List<@Nullable Object> values = new ArrayList<>(List.of(query.after()));
    and(where, values, "call = ?", query.call());
    and(where, values, "action = ?", query.action());
    and(where, values, "metric = ?", query.metric());
    and(where, values, "at >= ?", query.from());
    and(where, values, "at < ?", query.until());
    values.add(query.limit());
    return sql.list(
        "SELECT * FROM feedback WHERE " + where + " ORDER BY id LIMIT ?",
        Labels::readFeedback,
        values.toArray());
  }

  private static void and(
      StringBuilder where, List<@Nullable Object> values, String condition, Optional<?> value) {
    if (value.isPresent()) {
      where.append(" AND ").append(condition);
      values.add(value.get());
    }
  }

  private static StoredFeedback readFeedback(Row row) throws SQLException {
    double value = row.real("value");
    return new StoredFeedback(
        row.number("id"),
        new Feedback(
            row.instant("at"),
            row.text("call"),
            row.text("action"),
            row.text("key_name"),
            row.text("metric"),
            Double.isNaN(value) ? null : value,
            row.textOrNull("label"),
            row.textOrNull("correction")));
  }

  static void ask(Sql sql, List<LabelTask> tasks) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (LabelTask task : tasks) {
      rows.add(
          new @Nullable Object[] {
            task.call(), task.scenario(), task.drawnAt(), task.probability()
          });
    }
    sql.runAll(
        """
        INSERT INTO label_task (call, scenario, drawn_at, probability, state, labelled_by)
        VALUES (?, ?, ?, ?, 'OPEN', '') ON CONFLICT (call) DO NOTHING
        """,
        rows);
  }

  static List<LabelTask> open(Sql sql, Optional<String> scenario, int limit) throws SQLException {
    String order = " ORDER BY drawn_at, call LIMIT ?";
    String query = "SELECT * FROM label_task WHERE state = 'OPEN'";
    return scenario.isPresent()
        ? sql.list(query + " AND scenario = ?" + order, Labels::readTask, scenario.get(), limit)
        : sql.list(query + order, Labels::readTask, limit);
  }

  static boolean label(Sql sql, String call, String answer, String by, Instant at)
      throws SQLException {
    return sql.run(
            """
            UPDATE label_task SET state = 'LABELLED', answer = ?, labelled_by = ?, settled_at = ?
            WHERE call = ? AND state = 'OPEN'
            """,
            answer,
            by,
            at,
            call)
        > 0;
  }

  static int expire(Sql sql, Instant now, Instant before) throws SQLException {
    return sql.run(
        """
        UPDATE label_task SET state = 'EXPIRED', settled_at = ?
        WHERE state = 'OPEN' AND drawn_at < ?
        """,
        now,
        before);
  }

  static List<LabelTask> of(Sql sql, String scenario) throws SQLException {
    return sql.list(
        "SELECT * FROM label_task WHERE scenario = ? ORDER BY drawn_at, call",
        Labels::readTask,
        scenario);
  }

  private static LabelTask readTask(Row row) throws SQLException {
    return new LabelTask(
        row.text("call"),
        row.text("scenario"),
        row.instant("drawn_at"),
        row.real("probability"),
        row.word(LabelTask.State.class, "state"),
        row.textOrNull("answer"),
        row.text("labelled_by"),
        row.instantOrNull("settled_at"));
  }
}
