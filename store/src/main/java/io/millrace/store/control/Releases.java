package io.millrace.store.control;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The tables of policies and their releases.
final class Releases {
  /// Ids of policies hold none.
  private static final String BETWEEN = " ";

  private static final String RELEASES =
      "SELECT release.*, policy.behind FROM release JOIN policy ON policy.id = release.policy";

  private Releases() {}

  static void add(Sql sql, Instant now, PolicyRecord policy) throws SQLException {
    Scenarios.require(sql, policy.scenario());
    if (sql.exists("SELECT 1 FROM policy WHERE id = ?", policy.id())) {
      throw new StateException("there is a policy " + policy.id() + " already");
    }
    sql.run(
        """
        INSERT INTO policy (id, scenario, name, origin, created_at, alpha, delta, threshold,
          coverage, certificate, behind)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        policy.id(),
        policy.scenario(),
        policy.name(),
        policy.origin(),
        policy.created(),
        policy.alpha(),
        policy.delta(),
        policy.threshold(),
        policy.coverage(),
        policy.certificateJson(),
        String.join(BETWEEN, policy.behind()));
    sql.run(
        """
        INSERT INTO release (policy, scenario, step, stage, share, audit_rate, share_cap, pinned,
          since)
        VALUES (?, ?, ?, 'WAITING', 0, 1, 1, 0, ?)
        """,
        policy.id(),
        policy.scenario(),
        policy.behind().size(),
        now);
    var by = new By(policy.origin(), "certified");
    Events.add(sql, now, policy.scenario(), policy.id(), "added", Double.NaN, by, "");
    for (String before : policy.behind()) {
      if (!require(sql, before).stage().live()) {
        retire(sql, now, require(sql, policy.id()), new By(policy.origin(), gone(before)));
        return;
      }
    }
  }

  private static String gone(String before) {
    return "it stood behind " + before;
  }

  static List<PolicyRecord> policies(Sql sql) throws SQLException {
    return sql.list("SELECT * FROM policy ORDER BY created_at, id", Releases::policy);
  }

  private static PolicyRecord policy(Row row) throws SQLException {
    return new PolicyRecord(
        row.text("id"),
        row.text("scenario"),
        row.text("name"),
        row.text("origin"),
        row.instant("created_at"),
        row.real("alpha"),
        row.real("delta"),
        row.real("threshold"),
        row.real("coverage"),
        row.text("certificate"),
        behind(row));
  }

  private static List<String> behind(Row row) throws SQLException {
    String behind = row.text("behind");
    return behind.isEmpty() ? List.of() : List.of(behind.split(BETWEEN));
  }

  static List<Release> list(Sql sql) throws SQLException {
    return sql.list(RELEASES + " ORDER BY policy.created_at, policy.id", Releases::release);
  }

  static Optional<Release> find(Sql sql, String policy) throws SQLException {
    return sql.first(RELEASES + " WHERE release.policy = ?", Releases::release, policy);
  }

  private static Release require(Sql sql, String policy) throws SQLException {
    return find(sql, policy).orElseThrow(() -> new StateException("there is no policy " + policy));
  }

  private static Release release(Row row) throws SQLException {
    return new Release(
        row.text("policy"),
        row.text("scenario"),
        behind(row),
        row.word(Stage.class, "stage"),
        row.real("share"),
        row.real("audit_rate"),
        row.real("share_cap"),
        row.flag("pinned"),
        row.instant("since"));
  }

  static boolean move(
      Sql sql,
      Instant now,
      String policy,
      Set<Stage> from,
      Stage to,
      double share,
      By by,
      String evidence)
      throws SQLException {
    Release release = require(sql, policy);
    if (!from.contains(release.stage())) {
      return false;
    }
    if (to.live() && !release.stage().live()) {
      makeRoom(sql, now, release, by);
    }
    put(sql, now, release, to, to.live() ? share : 0);
    event(sql, now, release, word(to), to.live() ? share : 0, by, evidence);
    if (!to.live()) {
      retireBehind(sql, now, release, by);
    }
    return true;
  }

  /// Those of a scenario, in the order in which they are asked.
  private static List<Release> ofScenario(Sql sql, String scenario) throws SQLException {
    return sql.list(
        RELEASES
            + " WHERE release.scenario = ? ORDER BY release.step, policy.created_at, policy.id",
        Releases::release,
        scenario);
  }

  /// Retires the scenario's live policies that are not asked before this one.
  ///
  /// @throws StateException when one that is to be asked before it is not live, or one that is in
  ///   its place is pinned
  private static void makeRoom(Sql sql, Instant now, Release release, By by) throws SQLException {
    List<Release> live =
        ofScenario(sql, release.scenario()).stream().filter(each -> each.stage().live()).toList();
    for (String before : release.behind()) {
      if (live.stream().noneMatch(each -> each.policy().equals(before))) {
        throw new StateException(
            "policy "
                + release.policy()
                + " is for calls of which "
                + before
                + " is not sure, and that is not out: let that one out first");
      }
    }
    List<Release> others =
        live.reversed().stream().filter(each -> !release.behind().contains(each.policy())).toList();
    for (Release other : others) {
      if (other.pinned()) {
        throw new StateException(
            "policy "
                + other.policy()
                + " of scenario "
                + other.scenario()
                + " is pinned, so "
                + release.policy()
                + " cannot take its place: unpin it first");
      }
      retire(sql, now, other, new By(by.who(), "replaced by " + release.policy()));
      retireBehind(sql, now, other, by);
    }
  }

  /// What was certified for the calls that a policy leaves over is certified for nothing once that
  /// policy is gone, out or not.
  private static void retireBehind(Sql sql, Instant now, Release out, By by) throws SQLException {
    for (Release each : ofScenario(sql, out.scenario())) {
      if (each.behind().contains(out.policy())
          && (each.stage().live() || each.stage() == Stage.WAITING)) {
        retire(sql, now, each, new By(by.who(), gone(out.policy())));
      }
    }
  }

  private static void retire(Sql sql, Instant now, Release release, By why) throws SQLException {
    put(sql, now, release, Stage.RETIRED, 0);
    event(sql, now, release, word(Stage.RETIRED), 0, why, "");
  }

  /// A pin holds a place; who loses the place, loses the pin.
  private static void put(Sql sql, Instant now, Release release, Stage to, double share)
      throws SQLException {
    boolean out = to == Stage.ROLLED_BACK || to == Stage.RETIRED;
    sql.run(
        "UPDATE release SET stage = ?, share = ?, pinned = ?, since = ? WHERE policy = ?",
        to,
        share,
        release.pinned() && !out,
        now,
        release.policy());
  }

  private static void event(
      Sql sql, Instant now, Release release, String kind, double share, By by, String evidence)
      throws SQLException {
    Events.add(sql, now, release.scenario(), release.policy(), kind, share, by, evidence);
  }

  private static String word(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }

  /// Takes a policy back, wherever it stands: what its alarm says stays true of one that waits or
  /// was replaced.
  ///
  /// @return false when it was rolled back before, or is not known
  static boolean alarm(Sql sql, Instant now, String policy, By by, String evidence)
      throws SQLException {
    Optional<Release> found = find(sql, policy);
    if (found.isEmpty() || found.get().stage() == Stage.ROLLED_BACK) {
      return false;
    }
    put(sql, now, found.get(), Stage.ROLLED_BACK, 0);
    event(sql, now, found.get(), "alarm", 0, by, evidence);
    retireBehind(sql, now, found.get(), by);
    return true;
  }

  static void pin(Sql sql, Instant now, String policy, boolean pinned, By by) throws SQLException {
    Release release = require(sql, policy);
    if (release.pinned() != pinned) {
      sql.run("UPDATE release SET pinned = ? WHERE policy = ?", pinned, policy);
      String kind = pinned ? "pinned" : "unpinned";
      event(sql, now, release, kind, Double.NaN, by, "");
    }
  }

  static void pace(Sql sql, String policy, double auditRate, double shareCap) throws SQLException {
    Release release = require(sql, policy);
    if (release.auditRate() != auditRate || release.shareCap() != shareCap) {
      sql.run(
          "UPDATE release SET audit_rate = ?, share_cap = ? WHERE policy = ?",
          auditRate,
          shareCap,
          policy);
    }
  }
}
