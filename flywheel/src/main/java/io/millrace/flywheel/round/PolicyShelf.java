package io.millrace.flywheel.round;

import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.model.Certificate;
import io.millrace.store.StoreException;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicyFolder;
import io.millrace.store.policy.PolicySet;
import io.millrace.store.policy.RetainedText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/*
 * The files come first: written beside their place, forced, moved into it at once, and only then the
 * record that makes them a policy. A process that dies in between leaves a folder that no record
 * names. Ids hold the number of the round, which is never used again, so such a folder is nobody's,
 * and the next round takes it away.
 */

/// Where the policies of rounds are put. For the one who holds the place of a round.
final class PolicyShelf {
  private static final String UNFINISHED = ".part";

  private final Path folder;
  private final ControlStore control;

  PolicyShelf(Path data, ControlStore control) {
    this.folder = data.resolve("policies");
    this.control = control;
  }

  /// Takes away what rounds that died left.
  void clear() {
    Set<String> kept = new HashSet<>();
    control.policies().forEach(policy -> kept.add(policy.id()));
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        String name = String.valueOf(entry.getFileName());
        if (name.endsWith(UNFINISHED) || name.matches(".*-r\\d+") && !kept.contains(name)) {
          delete(entry);
        }
      }
    } catch (IOException e) {
      throw failed("cannot be cleared", e);
    }
  }

  /// Adds a policy, which waits from then on.
  void add(
      String id,
      String round,
      Instant now,
      ScenarioTemplate template,
      Policy policy,
      double coverage,
      RetainedText text) {
    try {
      write(id, new PolicySet(List.of(template), List.of(policy), text));
    } catch (IOException e) {
      throw failed("policy " + id + " cannot be written", e);
    }
    Certificate certificate = policy.certificate();
    control.addPolicy(
        new PolicyRecord(
            id,
            template.id(),
            template.name(),
            "round " + round,
            now,
            certificate.alpha(),
            certificate.delta(),
            certificate.threshold(),
            coverage,
            PolicyFolder.json(certificate)));
  }

  private void write(String id, PolicySet set) throws IOException {
    Path unfinished = folder.resolve(id + UNFINISHED);
    Files.createDirectories(folder);
    delete(unfinished);
    PolicyFolder.write(set, unfinished);
    try (Stream<Path> all = Files.walk(unfinished)) {
      for (Path each : all.toList()) {
        force(each);
      }
    }
    Files.move(unfinished, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE);
    force(folder);
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private StoreException failed(String what, IOException e) {
    return new StoreException(
        folder.toString(),
        what + " (" + e.getMessage() + ")",
        "See that there is room and that the folder can be written",
        e);
  }
}
