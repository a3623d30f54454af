package io.millrace.flywheel.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Which scenario each call of the log belongs to. Reads the log again when it is written, so it
/// must be written before the log's spool is closed.
public final class Assignments {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final CallTable table;

  Assignments(CallTable table) {
    this.table = table;
  }

  /// Writes gzipped JSON lines of `id` and `scenario` (null for free traffic), in time order.
  public void write(OutputStream out) throws IOException {
    try (Writer lines = new OutputStreamWriter(new GZIPOutputStream(out), StandardCharsets.UTF_8)) {
      for (int i = 0; i < table.size(); i++) {
        int scenario = table.scenario(i);
        lines.write(line(table.id(i), scenario < 0 ? null : table.templates().get(scenario).id()));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String line(String id, @Nullable String scenario) {
    return "{\"id\":"
        + MAPPER.writeValueAsString(id)
        + ",\"scenario\":"
        + (scenario == null ? "null" : MAPPER.writeValueAsString(scenario))
        + "}\n";
  }
}
