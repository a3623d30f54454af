package io.millrace.store.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// docs/control-store.md tells of every table and every column.
final class ControlPageTest {
  private static final Path PAGE = Path.of("..", "docs", "control-store.md");

  private record Column(String table, String name) {}

  @TempDir Path data;

  @Test
  void everyTableHasItsSectionAndEveryColumnIsNamedThere() throws IOException {
    String page = Files.readString(PAGE);
    for (Column column : columns()) {
      String heading = "\n### `" + column.table() + "`";
      assertThat(page).contains(heading);
      String section = page.substring(page.indexOf(heading) + heading.length());
      int next = section.indexOf("\n##");
      assertThat(next < 0 ? section : section.substring(0, next))
          .as(column.table())
          .contains("`" + column.name() + "`");
    }
  }

  private List<Column> columns() {
    try (var database = ControlDatabase.open(data.resolve("control.db"))) {
      return database.read(sql ->
          sql.list(
              """
              SELECT tables.name AS of, columns.name AS name FROM sqlite_master AS tables
              JOIN pragma_table_info(tables.name) AS columns
              WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'
              """,
              row -> new Column(row.text("of"), row.text("name"))));
    }
  }
}
