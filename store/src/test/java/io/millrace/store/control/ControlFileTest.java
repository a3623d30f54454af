package io.millrace.store.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/// The file itself: made, refused, full, damaged.
final class ControlFileTest {
  @TempDir Path data;

  private Path file() {
    return data.resolve("control.db");
  }

  private void fill() {
    try (var store = ControlStore.open(data)) {
      store.learned(List.of(Samples.template("tickets", "Sort it")));
      List<NewObservation> rows = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        rows.add(Samples.audit("c" + i, "p1", Outcome.PENDING));
      }
      store.observed("loop", 1, rows);
    }
  }

  private Connection raw() throws SQLException {
    return JDBC.createConnection(JDBC.PREFIX + file(), new Properties());
  }

  private void raw(String sql) throws SQLException {
    try (Connection connection = raw();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aFolderMayHaveAnyName() {
    data = data.resolve("a b?mode=memory&c#d%20é/退款");
    fill();
    assertThat(file()).isNotEmptyFile();
    try (var store = ControlStore.open(data)) {
      assertThat(store.cursor("loop")).isEqualTo(1);
    }
  }

  @Test
  void aFileOfANewerMillraceIsRefused() throws SQLException {
    fill();
    raw("PRAGMA user_version = 99");
    assertThatThrownBy(() -> ControlStore.open(data))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(file() + ": was written by a newer Millrace (schema 99")
        .hasMessageContaining("Run that version");
  }

  @Test
  void aFileThatIsNoStoreIsRefused() throws IOException {
    Files.writeString(file(), "not a database, but long enough to be one".repeat(100));
    assertThatThrownBy(() -> ControlStore.open(data))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(file() + ": is damaged, or no control store")
        .hasMessageContaining("backup");
  }

  @Test
  void aDamagedPageIsReportedByWhoReadsIt() throws IOException {
    fill();
    long size = Files.size(file());
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.write(
          ByteBuffer.wrap("damaged".repeat(10_000).getBytes(StandardCharsets.UTF_8)), size / 2);
    }
    assertThatThrownBy(
            () -> {
              try (var store = ControlStore.open(data)) {
                store.due(Samples.START, 1000);
                store.observations("p1", 0, 1000);
              }
            })
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(file() + ": is damaged");
  }

  @Test
  void aFileThatWasCutOffIsReported() throws IOException {
    fill();
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 3);
    }
    assertThatThrownBy(
            () -> {
              try (var store = ControlStore.open(data)) {
                store.observations("p1", 0, 1000);
              }
            })
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(file() + ": is damaged");
  }

  @Test
  void aFolderThatCannotBeMadeIsReported() throws IOException {
    Path blocked = data.resolve("file");
    Files.writeString(blocked, "");
    assertThatThrownBy(() -> ControlStore.open(blocked.resolve("data")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be made");
  }

  @Test
  void aFullDiskIsReportedAndChangesNothing() {
    fill();
    var database = ControlDatabase.open(file());
    try (var store =
        new ControlStore(database, new SteppedClock(), new RoundLock(data.resolve("round.lock")))) {
      database.write(
          sql -> sql.list("PRAGMA max_page_count = 1", row -> row.number("max_page_count")));
      long cursor = store.cursor("loop");
      store.settled("c0", Outcome.AGREED, "");
      assertThatThrownBy(() -> store.folded("p1", 1, new byte[1_000_000]))
          .isInstanceOf(StoreException.class)
          .hasMessageStartingWith(file() + ": the disk is full")
          .hasMessageContaining("Make room");
      assertThat(store.watched("p1")).isEmpty();
      assertThat(store.cursor("loop")).isEqualTo(cursor);
      database.write(
          sql -> sql.list("PRAGMA max_page_count = 1000000", row -> row.number("max_page_count")));
      store.folded("p1", 1, new byte[1_000_000]);
      assertThat(store.watched("p1")).isPresent();
    }
  }

  @Test
  void aStepThatFailsLeavesTheSchemaAsItWas() throws SQLException {
    fill();
    List<List<String>> steps = new ArrayList<>(ControlSchema.STEPS);
    steps.add(List.of("CREATE TABLE news (id BIGINT)", "CREATE NONSENSE"));
    try (Connection connection = raw()) {
      assertThatThrownBy(() -> ControlDatabase.migrate(file(), connection, steps))
          .isInstanceOf(SQLException.class);
    }
    fill();
    steps.set(steps.size() - 1, List.of("CREATE TABLE news (id BIGINT)"));
    try (Connection connection = raw()) {
      ControlDatabase.migrate(file(), connection, steps);
      ControlDatabase.migrate(file(), connection, steps);
    }
    assertThatThrownBy(() -> ControlStore.open(data)).hasMessageContaining("newer Millrace");
  }

  /// Of before there were ladders.
  @Test
  void aFileOfAnOlderMillraceIsTakenFurther() throws SQLException {
    try (Connection connection = raw()) {
      ControlDatabase.migrate(file(), connection, ControlSchema.STEPS.subList(0, 2));
      try (var statement = connection.createStatement()) {
        statement.executeUpdate("INSERT INTO scenario VALUES ('tickets', '{}', NULL, 1)");
        for (String id : List.of("p1", "p2")) {
          statement.executeUpdate(
              "INSERT INTO policy VALUES ('"
                  + id
                  + "', 'tickets', 'T', 'audit', 1, .1, .05, .5, .5, '{}')");
        }
        statement.executeUpdate(
            "INSERT INTO release VALUES ('p1', 'tickets', 'FULL', 1, .05, 1, 1, 1)");
        statement.executeUpdate(
            "INSERT INTO release VALUES ('p2', 'tickets', 'RETIRED', 0, 1, 1, 0, 1)");
      }
    }
    try (var store = ControlStore.open(data)) {
      assertThat(store.releases()).allMatch(each -> each.behind().isEmpty());
      assertThat(store.releases())
          .extracting(Release::stage)
          .containsExactly(Stage.FULL, Stage.RETIRED);
      store.addPolicy(Samples.policy("m1", "tickets", List.of("p1")));
      store.move("m1", Samples.WAITING, Stage.FULL, 1, Samples.ANN, "");
      assertThat(store.releases()).filteredOn(each -> each.stage().live()).hasSize(2);
    }
    try (Connection connection = raw();
        var statement = connection.createStatement()) {
      assertThatThrownBy(() ->
              statement.executeUpdate("UPDATE release SET stage = 'CANARY' WHERE policy = 'p2'"))
          .as("one on each step")
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("UNIQUE");
    }
  }

  @Test
  void aCommitIsForcedAndForeignKeysHold() {
    try (var database = ControlDatabase.open(file())) {
      assertThat(database.<Long>write(sql -> pragma(sql, "synchronous"))).isEqualTo(2);
      assertThat(database.<Long>write(sql -> pragma(sql, "foreign_keys"))).isEqualTo(1);
      assertThat(database.<Long>write(sql -> pragma(sql, "busy_timeout"))).isEqualTo(5000);
      assertThat(
              database.<String>write(sql ->
                  sql.first("PRAGMA journal_mode", row -> row.text("journal_mode")).orElseThrow()))
          .isEqualTo("wal");
    }
  }

  private static long pragma(Sql sql, String name) throws SQLException {
    String column = name.equals("busy_timeout") ? "timeout" : name;
    return sql.first("PRAGMA " + name, row -> row.number(column)).orElseThrow();
  }

  @Test
  void aClosedStoreSaysSo() {
    var store = ControlStore.open(data);
    store.close();
    assertThatThrownBy(store::releases).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.observed("loop", 1, List.of()))
        .isInstanceOf(StoreException.class);
  }
}
