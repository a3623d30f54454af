package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.app.text.Texts;
import io.millrace.console.report.Language;
import io.millrace.http.HttpServer;
import io.millrace.http.ServerSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeCommandTest {
  private static final String CONFIG =
      """
      listen: {port: 0}
      keys: [{name: shop, key: sk-caller-secret}]
      providers: {own: {type: compatible, base_url: "http://127.0.0.1:1/v1", key: sk-upstream-secret}}
      models: {MODEL: own}
      """;

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aChangedFileIsTakenWholeOrRefusedWhole() throws Exception {
    Path file = write("first-model");
    try (var server = new Server(file)) {
      assertThat(server.models()).contains("first-model");
      write("second-model");
      await(() -> server.models().contains("second-model"));
      Files.writeString(file, CONFIG + "limitz: {}\n");
      await(() -> text(err).contains("did you mean `limits`?"));
      await(() -> text(err).contains("the old one stays in force"));
      assertThat(server.models()).contains("second-model");
    }
    assertThat(text(out)).contains("Stopped.");
    assertThat(text(out) + text(err)).doesNotContain("secret");
  }

  @Test
  void itSaysWhereItListensAndWhatToTry() throws Exception {
    try (var server = new Server(write("first-model"))) {
      assertThat(text(out))
          .contains("Listening   http://127.0.0.1:" + server.port())
          .contains("Models      first-model")
          .contains("Keys        shop")
          .contains("Policies    none")
          .contains("curl http://127.0.0.1:" + server.port() + "/v1/chat/completions \\")
          .contains("-H 'authorization: Bearer KEY' \\")
          .contains("\"model\":\"first-model\"");
    }
  }

  @Test
  void whatCannotBeServedEndsWithEveryReason() throws IOException {
    Path file = Files.writeString(folder.resolve("m.yaml"), CONFIG + "a: 1\nb: 2\n");
    Run run = Run.of("serve", "--config", file.toString(), "--data", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(3);
    assertThat(run.err()).contains("2 problems in the configuration; nothing was started");
  }

  @Test
  void wrongUsageIsToldApart() {
    assertThat(Run.of("serve", "--port", "70000").code()).isEqualTo(2);
    assertThat(Run.of("serve", "--sandbox", "--config", "x").code()).isEqualTo(2);
    assertThat(Run.of("serve", "--shadow=perhaps").code()).isEqualTo(2);
    Run run = Run.of("serve", "--policies", folder.resolve("none").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("there is no such folder");
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (var server = new Server(write("first-model"))) {
      Path other = Files.createDirectory(folder.resolve("other"));
      Run run =
          Run.of(
              "serve",
              "--config",
              folder.resolve("millrace.yaml").toString(),
              "--data",
              other.toString(),
              "--port",
              Integer.toString(server.port()));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains(Integer.toString(server.port())).contains("--port");
    }
  }

  @Test
  void aDataFolderInUseIsRefused() throws Exception {
    try (var _ = new Server(write("first-model"))) {
      Path file = folder.resolve("millrace.yaml");
      assertThatThrownBy(() -> new Server(file))
          .hasStackTraceContaining(folder.resolve("data").toString());
    }
  }

  @Test
  void whatWasServedIsInTheCallLog() throws Exception {
    String answer =
        """
        {"id":"x","object":"chat.completion","created":1,"model":"first-model","choices":[{"index":0,
        "message":{"role":"assistant","content":"Hello to you"},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}\
        """;
    try (HttpServer upstream = answering(answer)) {
      Path file = write("first-model");
      Files.writeString(
          file,
          Files.readString(file).replace("127.0.0.1:1/", "127.0.0.1:" + upstream.port() + "/"));
      String id;
      try (var server = new Server(file)) {
        id = server.chat("first-model");
        String data = folder.resolve("data").toString();
        assertThat(Run.of("calls", "--data", data).out()).contains(id).contains("answered", "7+3");
        assertThat(Run.of("calls", "--data", data, "--model", "other").out())
            .contains("No such call");
      }
      assertKept(id);
    }
  }

  private void assertKept(String id) throws IOException {
    String data = folder.resolve("data").toString();
    assertThat(Run.of("calls", "show", id, "--data", data).out())
        .contains("Hello to you")
        .contains("1. first · own first-model · answered 200");
    assertThat(Run.of("calls", "show", id, "--data", data, "--json").out())
        .contains("\"key\" : \"shop\"")
        .doesNotContain("secret");
    Path log = folder.resolve("log.jsonl");
    assertThat(Run.of("calls", "export", log.toString(), "--data", data, "--lang", "zh").out())
        .contains("1 个调用");
    assertThat(Files.readString(log)).contains("Hello to you");
  }

  private static HttpServer answering(String body) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return HttpServer.start(
        ServerSettings.at(address),
        exchange -> {
          exchange.body();
          exchange.respond(200, "application/json", body.getBytes(StandardCharsets.UTF_8));
        });
  }

  private Path write(String model) throws IOException {
    return Files.writeString(folder.resolve("millrace.yaml"), CONFIG.replace("MODEL", model));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /// A server in this process.
  private final class Server implements AutoCloseable {
    private final Stop stop = new Stop();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final Thread thread;

    Server(Path file) throws Exception {
      var command = new ServeCommand();
      command.terminal =
          new Terminal(
              new ByteArrayInputStream(new byte[0]),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              false,
              Map.of());
      command.config = file;
      command.data = folder.resolve("data");
      Texts texts = Texts.of(Language.EN);
      thread = Thread.ofVirtual().start(() -> serve(command, texts));
      port.get(10, TimeUnit.SECONDS);
    }

    private void serve(ServeCommand command, Texts texts) {
      try {
        command.serve(
            stop,
            texts,
            ready -> {
              new Greeting(command.terminal, texts).print(ready, "0.1");
              port.complete(ready.port());
            });
      } catch (RuntimeException e) {
        port.completeExceptionally(e);
      }
    }

    int port() {
      return port.join();
    }

    String models() {
      return get("/v1/models");
    }

    private String get(String path) {
      try {
        URI uri = URI.create("http://127.0.0.1:" + port() + path);
        var connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestProperty("authorization", "Bearer sk-caller-secret");
        try (InputStream in = connection.getInputStream()) {
          return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    /// Asks for a chat's answer, and returns the call's id.
    String chat(String model) throws IOException {
      URI uri = URI.create("http://127.0.0.1:" + port() + "/v1/chat/completions");
      var connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setRequestProperty("authorization", "Bearer sk-caller-secret");
      connection.setRequestProperty("content-type", "application/json");
      connection.setDoOutput(true);
      String body =
          "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      try (InputStream in = connection.getInputStream()) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("Hello to you");
      }
      return connection.getHeaderField("x-millrace-call-id");
    }

    @Override
    public void close() {
      stop.request();
      assertThat(thread).satisfies(t -> assertThat(t.join(Duration.ofSeconds(10))).isTrue());
    }
  }
}
