package io.millrace.bench.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The load generator wrk, closed loop: each connection sends the next call when it has its answer.
final class Wrk {
  private static final Pattern COUNT = Pattern.compile("(\\d+) requests in ");
  private static final Pattern RATE = Pattern.compile("Requests/sec: +([\\d.]+)");
  private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern SOCKET = Pattern.compile("Socket errors: (.*)");

  private final Path script;

  /// What one run did.
  ///
  /// @param refused of the calls, those that were answered with an error
  record Result(long calls, double perSecond, long refused) {}

  /// @param folder for its script
  /// @param body of every call
  Wrk(Path folder, byte[] body) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.write(folder.resolve("body.json"), body);
    script =
        Files.writeString(
            folder.resolve("post.lua"),
            """
            local file = io.open("%s", "rb")
            wrk.method = "POST"
            wrk.body = file:read("*a")
            wrk.headers["content-type"] = "application/json"
            file:close()
            """
                .formatted(file));
  }

  /// @throws IllegalStateException when a connection failed
  Result run(int port, int connections, int seconds) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--timeout",
                "10s",
                "-s",
                script.toString(),
                "http://127.0.0.1:" + port + "/v1/chat/completions")
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher count = COUNT.matcher(out);
    Matcher rate = RATE.matcher(out);
    if (!count.find() || !rate.find() || SOCKET.matcher(out).find()) {
      throw new IllegalStateException("wrk did not get an answer to every call:\n" + out);
    }
    Matcher bad = BAD.matcher(out);
    return new Result(
        Long.parseLong(count.group(1)),
        Double.parseDouble(rate.group(1)),
        bad.find() ? Long.parseLong(bad.group(1)) : 0);
  }
}
