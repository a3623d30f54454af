package io.millrace.bench.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A gateway that runs as its users run it: `./millrace serve`.
final class GatewayProcess implements AutoCloseable {
  private final Settings settings;
  private final Process process;
  private final int port;
  private final double readyMillis;

  private GatewayProcess(Settings settings, Process process, int port, double readyMillis) {
    this.settings = settings;
    this.process = process;
    this.port = port;
    this.readyMillis = readyMillis;
  }

  /// Starts one and waits until it is ready.
  ///
  /// @param name of its files in the work folder
  /// @param configuration in YAML, without `listen` and `data`
  static GatewayProcess start(Settings settings, String name, String configuration)
      throws IOException, InterruptedException {
    Files.createDirectories(settings.work());
    int port = Ports.free();
    Path data = data(settings, name);
    String text =
        "listen: {host: 127.0.0.1, port: " + port + "}\ndata: " + data + "\n" + configuration;
    Path file = Files.writeString(settings.work().resolve(name + ".yaml"), text);
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(
                settings.root().resolve("millrace").toString(),
                "serve",
                "--config",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(settings.work().resolve(name + ".log").toFile()))
            .start();
    awaitReady(process, port, settings.work().resolve(name + ".log"));
    return new GatewayProcess(settings, process, port, (System.nanoTime() - begun) / 1e6);
  }

  /// Where the gateway of this name keeps its journal.
  static Path data(Settings settings, String name) {
    return settings.work().resolve(name + "-data");
  }

  private static void awaitReady(Process process, int port, Path log)
      throws InterruptedException, IOException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!ready(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "the gateway did not become ready:\n" + Files.readString(log));
      }
      Thread.sleep(2);
    }
  }

  private static boolean ready(int port) {
    try (Exchange exchange = Exchange.open(port)) {
      exchange.write(
          "GET /readyz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return exchange.head() != null && exchange.status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  Proc proc() {
    return new Proc(process.pid());
  }

  /// From the start of the command to the first 200 of `/readyz`.
  double readyMillis() {
    return readyMillis;
  }

  /// What is alive on the heap after a full collection.
  long liveBytes() throws IOException, InterruptedException {
    Process command =
        new ProcessBuilder(
                settings.jdk().resolve("bin/jcmd").toString(),
                Long.toString(process.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String out = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    command.waitFor();
    String total =
        out.lines()
            .filter(line -> line.startsWith("Total"))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("jcmd said: " + out));
    return Long.parseLong(total.trim().split("\\s+", -1)[2]);
  }

  /// The round of learning that it holds now.
  Optional<ProcessHandle> round() {
    return process
        .descendants()
        .filter(each -> each.info().commandLine().orElse("").contains("io.millrace.app.Main learn"))
        .findFirst();
  }

  /// Ends it with SIGKILL.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /// Ends it with SIGTERM.
  @Override
  public void close() {
    process.destroy();
    if (!Ends.within(process, 60)) {
      process.destroyForcibly();
      throw new IllegalStateException("the gateway did not stop within a minute of SIGTERM");
    }
  }
}
