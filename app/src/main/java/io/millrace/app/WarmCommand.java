package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.console.report.Language;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// Starts a server on the sandbox, calls it a few times and ends: what the launcher trains its
/// cache of classes with.
@Command(name = "warm", hidden = true, description = "Exercises a server once, for the launcher.")
final class WarmCommand extends TerminalCommand implements Callable<Integer> {
  private static final int ROUNDS = 20;
  private static final int TIMEOUT_MILLIS = 5000;

  @Override
  public Integer call() throws IOException {
    Path data = Files.createTempDirectory("millrace-warm");
    try {
      var serve = new ServeCommand();
      serve.terminal = terminal;
      serve.sandbox = true;
      serve.port = 0;
      serve.data = data;
      var stop = new Stop();
      Texts texts = Texts.of(Language.EN);
      serve.serve(
          stop,
          texts,
          ready -> {
            new Greeting(terminal, texts).print(ready, "0");
            exercise(ready.port());
            stop.request();
          });
    } finally {
      delete(data);
    }
    return 0;
  }

  private static void exercise(int port) {
    for (int i = 0; i < ROUNDS; i++) {
      for (String stream : List.of("false", "true")) {
        post(
            port,
            "/v1/chat/completions",
            "{\"model\":\"sandbox-small\",\"stream\":"
                + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        post(
            port,
            "/v1/messages",
            "{\"model\":\"sandbox-small\",\"max_tokens\":8,\"stream\":"
                + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
      }
      post(port, "/v1/embeddings", "{\"model\":\"sandbox-embedding\",\"input\":\"Hello\"}");
    }
  }

  /// What comes back does not matter, only that it was computed.
  private static void post(int port, String path, String body) {
    try {
      var connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setDoOutput(true);
      connection.setRequestProperty("content-type", "application/json");
      connection.setRequestProperty("authorization", "Bearer warm");
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      boolean failed = connection.getResponseCode() >= 400;
      try (InputStream answer =
          failed ? connection.getErrorStream() : connection.getInputStream()) {
        if (answer != null) {
          answer.transferTo(java.io.OutputStream.nullOutputStream());
        }
      }
    } catch (IOException e) {
      throw new UnusableException("the server did not answer: " + e.getMessage(), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
