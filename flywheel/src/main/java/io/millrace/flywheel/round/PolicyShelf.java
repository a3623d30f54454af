package io.millrace.flywheel.round;

import io.millrace.store.StoreException;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.policy.KeptPolicy;
import io.millrace.store.policy.PolicyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/*
 * The files come first, forced, and only then the record that makes them a policy. A process that
 * dies in between leaves a folder that no record names. Ids hold the number of the round, which is
 * never used again, so such a folder is nobody's, and the next round takes it away. Folders of other
 * names are others' business.
 */

/// Where the policies of rounds are put. For the one who holds the place of a round.
final class PolicyShelf {
  private static final String OF_ROUND = "\\.?.+-r\\d+(\\.partial)?";

  private final Path folder;
  private final PolicyFiles files;
  private final ControlStore control;

  PolicyShelf(Path data, ControlStore control) {
    this.folder = data.resolve("policies");
    this.files = new PolicyFiles(data);
    this.control = control;
  }

  /// Takes away what rounds that died left.
  void clear() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Set<String> kept = new HashSet<>();
    control.policies().forEach(policy -> kept.add(policy.id()));
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        String name = String.valueOf(entry.getFileName());
        if (name.matches(OF_ROUND) && !kept.contains(name)) {
          delete(entry);
        }
      }
    } catch (IOException e) {
      throw new StoreException(
          folder.toString(),
          "what a round that was cut off left cannot be taken away (" + e.getMessage() + ")",
          "See that the folder can be written",
          e);
    }
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /// Adds a policy, which waits from then on.
  ///
  /// @param coverage the share of certifying calls that it answers
  void add(String id, String round, Instant now, KeptPolicy kept, double coverage) {
    files.write(id, kept);
    control.addPolicy(PolicyRecord.of(id, "round " + round, now, kept, coverage));
  }
}
