package io.millrace.store.control;

import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.model.Certificate;
import io.millrace.store.StoreException;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicyException;
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
import java.util.List;
import java.util.stream.Stream;

/// The files of policies: `DATA/policies/ID`, one folder for each, which never changes. A folder
/// appears under its name only when it is whole and on the disk. Thread-safe.
public final class PolicyFiles {
  private static final String UNFINISHED = ".part";

  private PolicyFiles() {}

  /// A policy with the template that its binding's versions refer to.
  public record Loaded(String id, ScenarioTemplate template, Policy policy, RetainedText text) {}

  /// The folder of a policy.
  ///
  /// @param data the data folder
  public static Path folder(Path data, String id) {
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,199}")) {
      throw new IllegalArgumentException("'" + id + "' cannot name a policy");
    }
    return data.resolve("policies").resolve(id);
  }

  /// Writes a policy and forces it to the disk.
  ///
  /// @throws StoreException when it cannot be written, or there is one of that name
  public static void write(
      Path data, String id, ScenarioTemplate template, Policy policy, RetainedText text) {
    Path folder = folder(data, id);
    Path part = folder.resolveSibling(id + UNFINISHED);
    try {
      if (Files.exists(folder)) {
        throw new StoreException(
            folder.toString(),
            "there is a policy of this name, and policies never change",
            "Name the new one otherwise",
            null);
      }
      delete(part);
      PolicyFolder.write(new PolicySet(List.of(template), List.of(policy), text), part);
      forceAll(part);
      Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      force(folder.resolveSibling("."));
    } catch (IOException e) {
      throw new StoreException(
          folder.toString(),
          "the policy cannot be written (" + e.getMessage() + ")",
          "Look at the disk's room and the folder's owner",
          e);
    }
  }

  /// What is recorded of a policy.
  ///
  /// @param origin where it comes from: `round r7`, `audit`
  public static PolicyRecord record(String id, Policy policy, String origin, Instant created) {
    Certificate certificate = policy.certificate();
    return new PolicyRecord(
        id,
        policy.scenarioId(),
        policy.name(),
        origin,
        created,
        certificate.alpha(),
        certificate.delta(),
        certificate.threshold(),
        (double) certificate.answered() / certificate.n(),
        PolicyFolder.certificateJson(certificate));
  }

  /// Reads a policy.
  ///
  /// @throws PolicyException when it is missing or damaged, naming the file
  public static Loaded load(Path data, String id) {
    Path folder = folder(data, id);
    PolicySet set = PolicySet.load(folder);
    for (ScenarioTemplate template : set.scenarios()) {
      var policy = set.policy(template.id());
      if (policy.isPresent()) {
        return new Loaded(id, template, policy.get(), set.text());
      }
    }
    throw new PolicyException(folder + ": there is no policy in it");
  }

  private static void forceAll(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        force(path);
      }
    }
  }

  /// Some systems cannot open folders.
  private static void force(Path path) throws IOException {
    boolean folder = Files.isDirectory(path);
    if (folder && !path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try (var channel =
        FileChannel.open(path, folder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
