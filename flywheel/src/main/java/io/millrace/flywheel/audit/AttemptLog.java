package io.millrace.flywheel.audit;

import io.millrace.learn.template.ScenarioTemplate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * Trying again until a certificate comes out would wear the promise out, so attempt a gets
 * 6 delta / (pi^2 a^2), whose sum over all attempts is delta. An attempt counts against a scenario when
 * it was made on the same template or on data that share rows with the present ones: a row's hash is of
 * its input and answer, and the 64 smallest hashes are kept as a sketch, so that neither another alpha
 * or seed nor a few more lines in the log hide an earlier attempt.
 */

/// Remembers, beside the policies, which certifying data have been opened. One thread at a time.
public final class AttemptLog {
  private static final int VERSION = 1;
  private static final int SKETCH = 64;

  /// Data are the same when this part of a sketch is found again: one in eight.
  private static final int SAME_DATA = 8;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Path file;
  private final List<Entry> entries;

  private AttemptLog(Path file, List<Entry> entries) {
    this.file = file;
    this.entries = entries;
  }

  private record Entry(Set<String> templates, String dataHash, Set<String> sketch) {}

  /// Reads the attempts made so far; none when the file does not exist.
  ///
  /// @throws AuditException when the file cannot be read: to go on would forget attempts
  public static AttemptLog open(Path file) {
    List<Entry> entries = new ArrayList<>();
    try {
      if (Files.exists(file)) {
        JsonNode json = MAPPER.readTree(Files.readString(file));
        if (json.path("version").asInt(0) != VERSION || !json.path("attempts").isArray()) {
          throw new AuditException(
              file
                  + ": not a record of attempts; move it away only if no certificate depends on"
                  + " it");
        }
        json.path("attempts").forEach(e -> entries.add(entry(e)));
      }
    } catch (IOException | JacksonException e) {
      throw new AuditException(
          file
              + ": cannot be read ("
              + e.getMessage()
              + "); it remembers the attempts that certificates depend on: restore it, or choose"
              + " another --out",
          e);
    }
    return new AttemptLog(file, entries);
  }

  private static Entry entry(JsonNode json) {
    return new Entry(
        texts(json.path("templates")),
        json.path("data_hash").asString(""),
        texts(json.path("sketch")));
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(text -> texts.add(text.asString("")));
    return texts;
  }

  /// Which attempt the next one on this scenario and data would be, from 1.
  ///
  /// @param templates a hash for each wording of the scenario: one that an earlier attempt had is
  ///   enough
  /// @param rowHashes a hash for each certifying unit
  public int next(List<String> templates, List<String> rowHashes) {
    Set<String> rows = new HashSet<>(rowHashes);
    int before = 0;
    for (Entry entry : entries) {
      boolean sameScenario = templates.stream().anyMatch(entry.templates()::contains);
      before += sameScenario || sameData(entry, rows) ? 1 : 0;
    }
    return before + 1;
  }

  /// Whether a fair part of the earlier attempt's rows are among these; a question that two jobs
  /// happen to share is none.
  private static boolean sameData(Entry entry, Set<String> rows) {
    long shared = entry.sketch().stream().filter(rows::contains).count();
    return shared > 0 && shared * SAME_DATA >= entry.sketch().size();
  }

  /// Records an attempt so that a crash cannot forget it: the file is forced to disk before this
  /// returns, and only then may the certifying answers be looked at.
  public void record(List<String> templates, String dataHash, List<String> rowHashes) {
    Set<String> sketch = new TreeSet<>(rowHashes);
    entries.add(
        new Entry(
            new TreeSet<>(templates),
            dataHash,
            new TreeSet<>(sketch.stream().limit(SKETCH).toList())));
    try {
      save();
    } catch (IOException e) {
      throw new AuditException(
          file
              + ": the attempt cannot be recorded ("
              + e.getMessage()
              + "), so nothing was certified",
          e);
    }
  }

  /// Counts the attempts on a scenario that another record holds: an audit's, whose policy was
  /// taken over. What was taken over before is not counted again.
  ///
  /// @param dataHash of the last one's certifying data
  /// @param made how many there were, that one among them
  public void takeOver(ScenarioTemplate template, String dataHash, int made) {
    long counted = entries.stream().filter(each -> each.dataHash().equals(dataHash)).count();
    for (long i = counted; i < made; i++) {
      record(ScenarioAudit.lineage(template), dataHash, List.of());
    }
  }

  private void save() throws IOException {
    ObjectNode json = MAPPER.createObjectNode().put("version", VERSION);
    ArrayNode array = json.putArray("attempts");
    for (Entry entry : entries) {
      ObjectNode node = array.addObject().put("data_hash", entry.dataHash());
      ArrayNode templates = node.putArray("templates");
      entry.templates().forEach(templates::add);
      ArrayNode sketch = node.putArray("sketch");
      entry.sketch().forEach(sketch::add);
    }
    byte[] bytes = (MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
