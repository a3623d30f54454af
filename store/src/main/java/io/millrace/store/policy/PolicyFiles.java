package io.millrace.store.policy;

import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The policies of a data folder, each in a folder of its own, `policies/ID`, as [PolicyFolder]
/// writes them. A policy that is there is whole, on the disk, and never changed. Immutable; one
/// process at a time writes a policy of one id.
public final class PolicyFiles {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private final Path folder;

  /// @param data the data folder; `policies` in it is made when it is needed
  public PolicyFiles(Path data) {
    this.folder = data.resolve("policies");
  }

  /// Keeps a policy. When it returns, a crash of the machine loses nothing of it.
  ///
  /// @param id letters, digits, dots, dashes and underscores
  /// @throws IllegalArgumentException when the id cannot name a folder
  /// @throws StoreException when there is one with this id, or it cannot be written
  public void write(String id, KeptPolicy kept) {
    Path place = place(id);
    var content =
        new PolicyFolder.Content(List.of(kept.template()), List.of(kept.policy()), kept.text());
    try {
      Path partial = folder.resolve("." + id + ".partial");
      Files.createDirectories(folder);
      delete(partial);
      PolicyFolder.write(content, partial);
      forceTree(partial);
      move(partial, place);
      force(folder);
      force(folder.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new StoreException(
          place.toString(),
          "cannot be written (" + e.getMessage() + ")",
          "See that the disk is not full and that the folder can be written; no policy was added",
          e);
    }
  }

  /// A file system moves a folder onto an empty one without a word.
  private static void move(Path partial, Path place) throws IOException {
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      delete(partial);
      throw new StoreException(
          place.toString(), "is there already", "A policy is never replaced: use another id", null);
    }
    Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Reads a policy, checking every byte.
  ///
  /// @throws PolicyException naming the file that is missing or damaged
  public KeptPolicy load(String id) {
    Path place = place(id);
    PolicyFolder.Content content = PolicyFolder.read(place);
    if (content.scenarios().size() != 1 || content.policies().size() != 1) {
      throw new PolicyException(
          place
              + ": holds "
              + content.policies().size()
              + " policies and "
              + content.scenarios().size()
              + " scenarios, must be one of each");
    }
    ScenarioTemplate template = content.scenarios().getFirst();
    Policy policy = content.policies().getFirst();
    try {
      return new KeptPolicy(template, policy, content.text());
    } catch (IllegalArgumentException e) {
      throw new PolicyException(place + ": not a policy: " + e.getMessage(), e);
    }
  }

  /// Where a policy is, or would be.
  public Path place(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("no id of a policy: " + id);
    }
    return folder.resolve(id);
  }

  private static void forceTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
              channel.force(true);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
              throws IOException {
            force(folder);
            return super.postVisitDirectory(folder, e);
          }
        });
  }

  /// Puts the names in a folder on the disk.
  private static void force(@Nullable Path folder) throws IOException {
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
              throws IOException {
            Files.delete(folder);
            return super.postVisitDirectory(folder, e);
          }
        });
  }
}
