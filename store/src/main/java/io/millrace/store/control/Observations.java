package io.millrace.store.control;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tables of cursors, observations and what they are folded into.
final class Observations {
  private Observations() {}

  static long cursor(Sql sql, String name) throws SQLException {
    return sql.first(
            "SELECT position FROM cursor WHERE name = ?", row -> row.number("position"), name)
        .orElse(-1L);
  }

  static void observed(
      Sql sql, Instant now, String cursor, long position, List<NewObservation> rows)
      throws SQLException {
    sql.run(
        """
        INSERT INTO cursor (name, position) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET position = excluded.position
        WHERE cursor.position <> excluded.position
        """,
        cursor,
        position);
    List<@Nullable Object[]> values = new ArrayList<>();
    rows.forEach(row -> values.add(values(now, row)));
    sql.runAll(
        """
        INSERT INTO observation (call_id, scenario, policy, drawn_at, source, probability,
          confidence, operation, model, input_hash, outcome, attempts, next_at, why, audit_call,
          settled_at, answer, request)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, '', '', ?, ?, ?)
        ON CONFLICT (call_id) DO NOTHING
        """,
        values);
  }

  /// What was said is kept only where the teacher is still to be asked.
  private static @Nullable Object[] values(Instant now, NewObservation row) {
    boolean pending = row.outcome() == Outcome.PENDING;
    return new @Nullable Object[] {
      row.callId(),
      row.scenario(),
      row.policy(),
      row.drawnAt(),
      row.source(),
      row.probability(),
      row.confidence(),
      row.operation(),
      row.model(),
      row.inputHash(),
      row.outcome(),
      pending ? row.drawnAt() : null,
      pending ? null : now,
      pending ? row.answer() : null,
      pending ? row.request() : null
    };
  }

  static List<Observation> due(Sql sql, Instant now, int limit) throws SQLException {
    return sql.list(
        """
        SELECT * FROM observation WHERE outcome = 'PENDING' AND next_at <= ?
        ORDER BY next_at, id LIMIT ?
        """,
        Observations::read,
        now,
        limit);
  }

  static void retryLater(Sql sql, String callId, Instant nextAt, String why) throws SQLException {
    sql.run(
        """
        UPDATE observation SET next_at = ?, why = ?, attempts = attempts + 1
        WHERE call_id = ? AND outcome = 'PENDING'
        """,
        nextAt,
        why,
        callId);
  }

  static boolean settled(Sql sql, Instant now, String callId, Outcome outcome, String auditCall)
      throws SQLException {
    return sql.run(
            """
            UPDATE observation SET outcome = ?, audit_call = ?, settled_at = ?, next_at = NULL,
              answer = NULL, request = NULL
            WHERE call_id = ? AND outcome = 'PENDING'
            """,
            outcome,
            auditCall,
            now,
            callId)
        > 0;
  }

  static long unaskedYet(Sql sql) throws SQLException {
    return sql.first(
            "SELECT count(*) AS pending FROM observation WHERE outcome = 'PENDING' AND attempts ="
                + " 0",
            row -> row.number("pending"))
        .orElseThrow();
  }

  static Optional<Watched> watched(Sql sql, String policy) throws SQLException {
    return sql.first(
        "SELECT * FROM watch WHERE policy = ?",
        row -> new Watched(row.text("policy"), row.number("last_observation"), row.bytes("state")),
        policy);
  }

  static List<Observation> unfolded(Sql sql, String policy, int limit) throws SQLException {
    return sql.list(
        """
        SELECT * FROM observation WHERE policy = ? AND outcome <> 'VOID'
          AND id > coalesce((SELECT last_observation FROM watch WHERE policy = ?), 0)
          AND id < coalesce((SELECT min(id) FROM observation
            WHERE policy = ? AND outcome = 'PENDING'), 9223372036854775807)
        ORDER BY id LIMIT ?
        """,
        Observations::read,
        policy,
        policy,
        policy,
        limit);
  }

  static List<Observation> list(Sql sql, String policy, long after, int limit) throws SQLException {
    return sql.list(
        "SELECT * FROM observation WHERE policy = ? AND id > ? ORDER BY id LIMIT ?",
        Observations::read,
        policy,
        after,
        limit);
  }

  static List<Observation> unasked(Sql sql, String policy, int limit) throws SQLException {
    return sql.list(
        """
        SELECT * FROM observation WHERE policy = ? AND outcome = 'DISAGREED'
          AND NOT EXISTS (SELECT 1 FROM label_task WHERE label_task.call = observation.call_id)
        ORDER BY id LIMIT ?
        """,
        Observations::read,
        policy,
        limit);
  }

  /// Everything up to the last observation is decided, and the last one is further on than the last
  /// time: else the monitors would have seen observations out of order, or twice.
  static void folded(Sql sql, String policy, long lastSeq, byte[] state) throws SQLException {
    long before = watched(sql, policy).map(Watched::lastSeq).orElse(0L);
    if (lastSeq <= before) {
      throw new StateException(
          "the observations of policy "
              + policy
              + " are folded up to "
              + before
              + " already, so not up to "
              + lastSeq
              + ": read them again");
    }
    if (!sql.exists("SELECT 1 FROM observation WHERE id = ? AND policy = ?", lastSeq, policy)
        || sql.exists(
            """
            SELECT 1 FROM observation WHERE policy = ? AND outcome = 'PENDING' AND id <= ? LIMIT 1
            """,
            policy,
            lastSeq)) {
      throw new StateException(
          "the observations of policy "
              + policy
              + " cannot be folded up to "
              + lastSeq
              + ": it is none of them, or one before it is pending");
    }
    sql.run(
        """
        INSERT INTO watch (policy, last_observation, state) VALUES (?, ?, ?)
        ON CONFLICT (policy) DO UPDATE
        SET last_observation = excluded.last_observation, state = excluded.state
        """,
        policy,
        lastSeq,
        state);
  }

  static Counts counts(Sql sql, String policy) throws SQLException {
    long since =
        Releases.find(sql, policy)
            .map(release -> Micros.of(release.since()))
            .orElse(Long.MAX_VALUE);
    return new Counts(tally(sql, policy, Long.MIN_VALUE), tally(sql, policy, since));
  }

  private static Counts.Tally tally(Sql sql, String policy, long since) throws SQLException {
    return sql.first(
            """
            SELECT count(CASE WHEN source = 'AUDIT' THEN 1 END) AS audits,
              count(CASE WHEN source = 'HELD_OUT' THEN 1 END) AS held_out,
              count(CASE WHEN outcome = 'AGREED' THEN 1 END) AS agreed,
              count(CASE WHEN outcome = 'DISAGREED' THEN 1 END) AS disagreed,
              count(CASE WHEN outcome = 'PENDING' THEN 1 END) AS pending,
              count(CASE WHEN outcome = 'MISSING' THEN 1 END) AS missing
            FROM observation WHERE policy = ? AND outcome <> 'VOID' AND drawn_at >= ?
            """,
            row ->
                new Counts.Tally(
                    row.number("audits"),
                    row.number("held_out"),
                    row.number("agreed"),
                    row.number("disagreed"),
                    row.number("pending"),
                    row.number("missing")),
            policy,
            since)
        .orElseThrow();
  }

  private static Observation read(Row row) throws SQLException {
    return new Observation(
        row.number("id"),
        row.text("call_id"),
        row.text("scenario"),
        row.text("policy"),
        row.instant("drawn_at"),
        row.word(Source.class, "source"),
        row.real("probability"),
        row.real("confidence"),
        row.text("operation"),
        row.text("model"),
        row.bytesOrNull("request"),
        row.textOrNull("answer"),
        row.text("input_hash"),
        row.word(Outcome.class, "outcome"),
        (int) row.number("attempts"),
        row.instantOrNull("next_at"),
        row.text("why"),
        row.text("audit_call"),
        row.instantOrNull("settled_at"));
  }
}
