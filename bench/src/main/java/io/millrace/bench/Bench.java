package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The front door of `bench/run`.
public final class Bench {
  private Bench() {}

  /// @param args `discovery DATA`, `coverage DATA fast|all [SOURCE...]`, `routers DATA fast|all
  ///   [SET...]`, or `load POLICIES`
  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      throw new IllegalArgumentException(
          "usage: discovery DATA | coverage DATA fast|all [SOURCE...] | routers DATA fast|all"
              + " [SET...] | load POLICIES");
    }
    Path path = Path.of(args[1]);
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException(path + ": no such folder");
    }
    switch (args[0]) {
      case "discovery" -> Discovery.run(path);
      case "coverage" -> {
        List<String> sources = named(args);
        Coverage.run(path, all(args), sources.isEmpty() ? Coverage.all() : sources);
      }
      case "routers" -> {
        List<String> sets = named(args);
        Routers.run(path, all(args), sets.isEmpty() ? Routers.all() : sets);
      }
      case "load" -> Loading.run(path);
      default -> throw new IllegalArgumentException("unknown: " + args[0]);
    }
    System.exit(Print.misses() == 0 ? 0 : 1);
  }

  private static boolean all(String[] args) {
    return args.length > 2 && args[2].equals("all");
  }

  private static List<String> named(String[] args) {
    return Arrays.asList(args).subList(Math.min(3, args.length), args.length);
  }
}
