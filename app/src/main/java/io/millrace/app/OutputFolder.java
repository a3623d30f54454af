package io.millrace.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// A folder of results that is either the old one or the new one, never half of each: everything is
/// first written beside, and moved into place only when all of it is there. One thread at a time.
final class OutputFolder implements AutoCloseable {
  private static final String STAGING = ".millrace-next";
  private static final String RETIRED = ".millrace-old";

  private final Path folder;
  private final Path staging;
  private final List<String> names = new ArrayList<>();

  private OutputFolder(Path folder) {
    this.folder = folder;
    this.staging = folder.resolve(STAGING);
  }

  /// Opens a folder for new results, making it when it is not there.
  ///
  /// @throws UnusableException when it cannot be made or written to
  static OutputFolder open(Path folder) {
    OutputFolder output = new OutputFolder(folder);
    try {
      Files.createDirectories(folder);
      delete(output.staging);
      delete(folder.resolve(RETIRED));
      Files.createDirectory(output.staging);
    } catch (IOException e) {
      throw new UnusableException(
          folder + ": cannot be written to (" + reason(e) + "); choose another folder with --out",
          e);
    }
    return output;
  }

  /// Something that writes itself to a stream.
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Something that writes itself into a folder that does not exist yet.
  interface FolderContent {
    void writeTo(Path folder) throws IOException;
  }

  void file(String name, Content content) {
    names.add(name);
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(staging.resolve(name)), 1 << 16)) {
      content.writeTo(out);
    } catch (IOException | UncheckedIOException e) {
      throw notWritten(name, e);
    }
  }

  void folder(String name, FolderContent content) {
    names.add(name);
    try {
      content.writeTo(staging.resolve(name));
    } catch (IOException | UncheckedIOException e) {
      throw notWritten(name, e);
    }
  }

  /// Moves everything written into place.
  void publish() {
    try {
      Path retired = folder.resolve(RETIRED);
      Files.createDirectory(retired);
      for (String name : names) {
        Path place = folder.resolve(name);
        if (Files.exists(place)) {
          Files.move(place, retired.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(staging.resolve(name), place, StandardCopyOption.ATOMIC_MOVE);
      }
      delete(retired);
    } catch (IOException e) {
      throw notWritten(folder.toString(), e);
    }
  }

  /// Removes what was not published.
  @Override
  public void close() {
    try {
      delete(staging);
    } catch (IOException e) {
      throw new UnusableException(staging + ": cannot be removed (" + reason(e) + ")", e);
    }
  }

  private UnusableException notWritten(String name, Exception e) {
    return new UnusableException(
        folder.resolve(name)
            + ": cannot be written ("
            + reason(e)
            + "); make room or choose another folder with --out. Earlier results are untouched",
        e);
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attrs)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path dir, @org.jspecify.annotations.Nullable IOException e) throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
