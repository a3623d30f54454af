package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.http.HttpServer;
import io.millrace.http.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorCommandTest {
  @TempDir Path folder;

  @Test
  void itSaysOfEveryEndpointWhatIsWrongWithIt() throws IOException {
    try (HttpServer server = upstream();
        ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      int port = server.port();
      Run run = Run.of("doctor", "--config", config(port, silent.getLocalPort()).toString());
      assertThat(run.code()).isEqualTo(1);
      String out = run.out().replaceAll("\\s+", " ");
      assertThat(out)
          .contains("good: http://127.0.0.1:" + port + "/ok answers and takes the key")
          .contains("wrong: http://127.0.0.1:" + port + "/401 answers, but refuses the key (401)")
          .contains("bare: http://127.0.0.1:" + port + "/404 answers (status 404)")
          .contains("moved: http://127.0.0.1:" + port + "/302 sends elsewhere (status 302)")
          .contains("gone: http://127.0.0.1:1/v1: no connection")
          .contains("nameless: no-such-host.invalid has no address")
          .contains("deaf: http://127.0.0.1:" + silent.getLocalPort() + "/v1: no answer within 3 s")
          .contains("plain: https://127.0.0.1:" + port + "/v1: TLS fails")
          .contains("can be written; a forced write takes")
          .contains("6 things need mending.");
      assertThat(run.out() + run.err()).doesNotContain("sk-secret");
    }
  }

  @Test
  void problemsOfTheConfigurationAreFindings() throws IOException {
    Path file =
        Files.writeString(folder.resolve("m.yaml"), "providers: {openai: {kye: sk-secret}}");
    Run run = Run.of("doctor", "--config", file.toString(), "--json", "--lang", "zh");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("\"state\":\"bad\"")
        .contains("m.yaml:1:22")
        .contains("您是否想写 `key`？")
        .doesNotContain("sk-secret");
  }

  @Test
  void withoutAnythingItSaysWhatToSet() {
    Run run = Run.of("doctor", "--data", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("OPENAI_API_KEY").contains("serve --sandbox");
  }

  private Path config(int port, int silent) throws IOException {
    return Files.writeString(
        folder.resolve("millrace.yaml"),
        """
        listen: {port: 0}
        data: %s
        providers:
          good: {type: compatible, base_url: "http://127.0.0.1:PORT/ok", key: sk-secret}
          wrong: {type: compatible, base_url: "http://127.0.0.1:PORT/401", key: sk-secret}
          bare: {type: compatible, base_url: "http://127.0.0.1:PORT/404"}
          moved: {type: compatible, base_url: "http://127.0.0.1:PORT/302"}
          gone: {type: compatible, base_url: "http://127.0.0.1:1/v1"}
          nameless: {type: compatible, base_url: "https://no-such-host.invalid/v1"}
          deaf: {type: compatible, base_url: "http://127.0.0.1:SILENT/v1"}
          plain: {type: compatible, base_url: "https://127.0.0.1:PORT/v1"}
        """
            .replace("%s", folder.toString())
            .replace("PORT", Integer.toString(port))
            .replace("SILENT", Integer.toString(silent)));
  }

  /// Answers with the status that the path names.
  private static HttpServer upstream() throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return HttpServer.start(
        ServerSettings.at(address),
        exchange -> {
          String first = exchange.path().split("/")[1];
          boolean authorised = "Bearer sk-secret".equals(exchange.headers().first("authorization"));
          int status = first.equals("ok") ? (authorised ? 200 : 400) : Integer.parseInt(first);
          exchange.respond(status, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        });
  }
}
