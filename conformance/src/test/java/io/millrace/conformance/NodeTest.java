package io.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The Node packages `openai` and `@anthropic-ai/sdk`, against every upstream: the scripts beside
/// this module's sources do the checks and tell of each in a line. Without Node the checks are
/// skipped, but for a build with `CI=true`.
final class NodeTest {
  private static final Path SCRIPTS = Path.of("node").toAbsolutePath();
  private static final long PATIENCE_SECONDS = 120;

  @TempDir static Path folder;
  private static ServedGateway gateway;
  private static HttpServer counter;

  @BeforeAll
  static void serve() throws IOException {
    requireNode();
    gateway = ServedGateway.start(folder);
    counter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    counter.createContext(
        "/",
        exchange -> {
          byte[] body =
              Long.toString(gateway.sandbox().cancelled()).getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    counter.start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (counter != null) {
      counter.stop(0);
    }
    if (gateway != null) {
      gateway.close();
    }
  }

  private static void requireNode() throws IOException {
    if (!installed()) {
      missing("node is not installed");
    }
    if (!Files.isDirectory(SCRIPTS.resolve("node_modules"))) {
      try {
        run(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
      } catch (IOException | AssertionError e) {
        missing("npm ci failed: " + e.getMessage());
      }
    }
  }

  private static boolean installed() {
    try {
      return new ProcessBuilder("node", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(what);
    }
    abort(what + "; Node's clients were not tested");
  }

  private static String run(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).directory(SCRIPTS.toFile());
    if (gateway != null) {
      builder.environment().put("MILLRACE_URL", gateway.url());
      builder
          .environment()
          .put("MILLRACE_CANCELLED", "http://127.0.0.1:" + counter.getAddress().getPort() + "/");
    }
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    Process process =
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
    try {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended).as(() -> command + " ends").isTrue();
      assertThat(process.exitValue()).as(() -> command + ": " + read(errors)).isZero();
      return read(output);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<DynamicTest> checks(String script, int expected) throws IOException {
    List<JsonNode> told = run(List.of("node", script)).lines().map(Questions::json).toList();
    assertThat(told).as("checks of %s", script).hasSize(expected);
    return told.stream()
        .map(check ->
            DynamicTest.dynamicTest(
                check.path("name").stringValue(),
                () -> assertThat(check.path("error").isNull()).as(check::toString).isTrue()));
  }

  @TestFactory
  Stream<DynamicTest> openai() throws IOException {
    return checks("openai.mjs", 47);
  }

  @TestFactory
  Stream<DynamicTest> anthropic() throws IOException {
    return checks("anthropic.mjs", 38);
  }
}
