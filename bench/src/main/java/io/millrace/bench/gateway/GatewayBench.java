package io.millrace.bench.gateway;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The front door of the programs that `bench/gateway` runs.
public final class GatewayBench {
  private GatewayBench() {}

  /// @param args `upstream PORT`, `prompts POLICIES LOG FOLDER`, `openloop URL BODY RATE SECONDS`,
  ///   `streams URL STREAMS TOKENS PAUSE_MS` or `kill URL DATA ROUNDS COMMAND...`
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "upstream" -> PacedUpstream.run(Integer.parseInt(args[1]));
      case "prompts" -> Prompts.write(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]));
      case "openloop" ->
          OpenLoop.run(
              URI.create(args[1]),
              Files.readAllBytes(Path.of(args[2])),
              Double.parseDouble(args[3]),
              Integer.parseInt(args[4]));
      case "streams" ->
          System.exit(
              Math.min(
                  1,
                  Streams.run(
                      URI.create(args[1]),
                      Integer.parseInt(args[2]),
                      Integer.parseInt(args[3]),
                      Integer.parseInt(args[4]))));
      case "kill" ->
          System.exit(
              Math.min(
                  1,
                  KillRounds.run(
                      Arrays.asList(args).subList(4, args.length),
                      URI.create(args[1]),
                      Path.of(args[2]),
                      Integer.parseInt(args[3]))));
      default -> throw new IllegalArgumentException("unknown: " + args[0]);
    }
  }
}
