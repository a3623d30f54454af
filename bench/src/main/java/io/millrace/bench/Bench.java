package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The front door of `bench/run`.
public final class Bench {
  private Bench() {}

  /// @param args `discovery DATA`, `coverage DATA fast|all [SOURCE...]`, or `load POLICIES`
  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      throw new IllegalArgumentException(
          "usage: discovery DATA | coverage DATA fast|all [SOURCE...] | load POLICIES");
    }
    Path path = Path.of(args[1]);
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException(path + ": no such folder");
    }
    switch (args[0]) {
      case "discovery" -> Discovery.run(path);
      case "coverage" -> {
        List<String> sources = Arrays.asList(args).subList(Math.min(3, args.length), args.length);
        Coverage.run(
            path,
            args.length > 2 && args[2].equals("all"),
            sources.isEmpty() ? Coverage.all() : sources);
      }
      case "load" -> Loading.run(path);
      default -> throw new IllegalArgumentException("unknown: " + args[0]);
    }
    System.exit(Print.misses() == 0 ? 0 : 1);
  }
}
