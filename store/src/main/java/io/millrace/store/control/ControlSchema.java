package io.millrace.store.control;

import java.util.List;

/*
 * The schema, as the steps that lead to it. A step that was released is never changed: what is new is
 * a further step. PRAGMA user_version says how many steps a file has behind it.
 *
 * Times are microseconds since 1970, money is in picodollars, truth is 0 or 1. What PostgreSQL does
 * not know is kept to AUTOINCREMENT (there: an identity) and BLOB (there: BYTEA).
 *
 * Observations name policies without referring to them: a journal may tell of policies that this store
 * never knew (a backup that is older than the journal), and must not stop the observer.
 */

/// What makes the tables. Immutable.
final class ControlSchema {
  private static final List<String> FIRST =
      List.of(
          """
          CREATE TABLE scenario (
            id TEXT PRIMARY KEY,
            template TEXT NOT NULL,
            mode TEXT,
            learned_at BIGINT NOT NULL
          )
          """,
          """
          CREATE TABLE policy (
            id TEXT PRIMARY KEY,
            scenario TEXT NOT NULL REFERENCES scenario (id),
            name TEXT NOT NULL,
            origin TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            alpha DOUBLE PRECISION NOT NULL,
            delta DOUBLE PRECISION NOT NULL,
            threshold DOUBLE PRECISION,
            coverage DOUBLE PRECISION,
            certificate TEXT NOT NULL
          )
          """,
          """
          CREATE TABLE release (
            policy TEXT PRIMARY KEY REFERENCES policy (id),
            scenario TEXT NOT NULL REFERENCES scenario (id),
            stage TEXT NOT NULL,
            share DOUBLE PRECISION NOT NULL,
            audit_rate DOUBLE PRECISION NOT NULL,
            share_cap DOUBLE PRECISION NOT NULL,
            pinned SMALLINT NOT NULL,
            since BIGINT NOT NULL
          )
          """,
          """
          CREATE UNIQUE INDEX release_live ON release (scenario)
            WHERE stage IN ('SHADOW', 'CANARY', 'FULL', 'PAUSED')
          """,
          """
          CREATE TABLE event (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at BIGINT NOT NULL,
            scenario TEXT NOT NULL,
            policy TEXT NOT NULL,
            kind TEXT NOT NULL,
            share DOUBLE PRECISION,
            who TEXT NOT NULL,
            why TEXT NOT NULL,
            evidence TEXT NOT NULL
          )
          """,
          "CREATE INDEX event_scenario ON event (scenario, id)",
          """
          CREATE TABLE observation (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            call_id TEXT NOT NULL UNIQUE,
            scenario TEXT NOT NULL,
            policy TEXT NOT NULL,
            drawn_at BIGINT NOT NULL,
            source TEXT NOT NULL,
            probability DOUBLE PRECISION NOT NULL,
            confidence DOUBLE PRECISION,
            operation TEXT NOT NULL,
            model TEXT NOT NULL,
            input_hash TEXT NOT NULL,
            outcome TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            next_at BIGINT,
            why TEXT NOT NULL,
            audit_call TEXT NOT NULL,
            settled_at BIGINT,
            teacher_answer TEXT,
            answer TEXT,
            request BLOB
          )
          """,
          "CREATE INDEX observation_order ON observation (policy, id)",
          "CREATE INDEX observation_count ON observation (policy, outcome, source, drawn_at)",
          """
          CREATE INDEX observation_due ON observation (next_at, id) WHERE outcome = 'PENDING'
          """,
          """
          CREATE TABLE cursor (
            name TEXT PRIMARY KEY,
            position BIGINT NOT NULL
          )
          """,
          """
          CREATE TABLE watch (
            policy TEXT PRIMARY KEY,
            last_observation BIGINT NOT NULL,
            state BLOB NOT NULL
          )
          """,
          """
          CREATE TABLE round (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            begun_at BIGINT NOT NULL,
            ended_at BIGINT,
            why TEXT NOT NULL,
            state TEXT NOT NULL,
            calls BIGINT NOT NULL,
            cpu_micros BIGINT NOT NULL,
            cost_picodollars BIGINT NOT NULL,
            summary TEXT NOT NULL,
            charge_call TEXT NOT NULL
          )
          """,
          """
          CREATE TABLE feedback (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at BIGINT NOT NULL,
            call TEXT NOT NULL,
            action TEXT NOT NULL,
            key_name TEXT NOT NULL,
            metric TEXT NOT NULL,
            value DOUBLE PRECISION,
            label TEXT,
            correction TEXT
          )
          """,
          "CREATE INDEX feedback_call ON feedback (call) WHERE call <> ''",
          "CREATE INDEX feedback_action ON feedback (action) WHERE action <> ''",
          """
          CREATE TABLE label_task (
            call TEXT PRIMARY KEY,
            scenario TEXT NOT NULL,
            drawn_at BIGINT NOT NULL,
            probability DOUBLE PRECISION NOT NULL,
            state TEXT NOT NULL,
            answer TEXT,
            labelled_by TEXT NOT NULL,
            settled_at BIGINT
          )
          """,
          "CREATE INDEX label_task_scenario ON label_task (scenario, state, drawn_at)");

  private static final List<String> EXPERIMENTS =
      List.of(
          """
          CREATE TABLE experiment (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            plan TEXT NOT NULL,
            begun_at BIGINT NOT NULL,
            ended_at BIGINT,
            decision TEXT NOT NULL,
            decided_at BIGINT,
            evidence TEXT NOT NULL
          )
          """);

  /// Policies that stand behind others: one is live on each step of a scenario's ladder.
  private static final List<String> LADDERS =
      List.of(
          "ALTER TABLE policy ADD COLUMN behind TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE release ADD COLUMN step INTEGER NOT NULL DEFAULT 0",
          "DROP INDEX release_live",
          """
          CREATE UNIQUE INDEX release_live ON release (scenario, step)
            WHERE stage IN ('SHADOW', 'CANARY', 'FULL', 'PAUSED')
          """);

  /// What audits cost, in pieces of time.
  private static final List<String> AUDIT_COSTS =
      List.of(
          """
          CREATE TABLE audit_cost (
            begun_at BIGINT PRIMARY KEY,
            calls BIGINT NOT NULL,
            picodollars BIGINT NOT NULL
          )
          """);

  /// The steps, the first one first.
  static final List<List<String>> STEPS = List.of(FIRST, EXPERIMENTS, LADDERS, AUDIT_COSTS);

  private ControlSchema() {}
}
