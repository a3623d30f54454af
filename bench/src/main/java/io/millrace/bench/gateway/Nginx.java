package io.millrace.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An nginx with one worker and no access log.
final class Nginx implements AutoCloseable {
  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Answers every call with these bytes.
  static Nginx answering(Path folder, String body) throws IOException, InterruptedException {
    int port = Ports.free();
    String answer = body.replace("\\", "\\\\").replace("'", "\\'");
    return start(
        folder,
        port,
        "server { listen 127.0.0.1:%d backlog=16384; location / { return 200 '%s'; } }"
            .formatted(port, answer));
  }

  /// A bare reverse proxy with connections kept on both sides: the yardstick.
  ///
  /// @param streams whether answers are passed on as they come
  static Nginx proxy(Path folder, int upstream, boolean streams)
      throws IOException, InterruptedException {
    int port = Ports.free();
    return start(
        folder,
        port,
        """
        upstream mock { server 127.0.0.1:%d; keepalive 512; keepalive_requests 1000000000; }
        server {
          listen 127.0.0.1:%d backlog=16384;
          location / {
            proxy_pass http://mock;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering %s;
          }
        }
        """
            .formatted(upstream, port, streams ? "off" : "on"));
  }

  private static Nginx start(Path folder, int port, String servers)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path file = Files.writeString(folder.resolve("nginx.conf"), configuration(folder, servers));
    Process process =
        new ProcessBuilder("nginx", "-p", folder.toString(), "-c", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.log").toFile())
            .start();
    Ports.await(port, process, "nginx (" + folder + ")");
    return new Nginx(process, port);
  }

  private static String configuration(Path folder, String servers) {
    boolean root = System.getProperty("user.name").equals("root");
    int files = Settings.number("FILES", 1000);
    return """
    daemon off;
    %s
    worker_processes 1;
    worker_rlimit_nofile %d;
    pid %s/nginx.pid;
    error_log %s/error.log;
    events { worker_connections %d; }
    http {
      access_log off;
      default_type application/json;
      tcp_nodelay on;
      keepalive_requests 1000000000;
      keepalive_timeout 300s;
      client_body_temp_path %s/body;
      proxy_temp_path %s/proxy;
      fastcgi_temp_path %s/fastcgi;
      uwsgi_temp_path %s/uwsgi;
      scgi_temp_path %s/scgi;
      %s
    }
    """
        .formatted(
            root ? "user root;" : "",
            files,
            folder,
            folder,
            Math.max(512, files / 2),
            folder,
            folder,
            folder,
            folder,
            folder,
            servers);
  }

  int port() {
    return port;
  }

  Proc proc() {
    return new Proc(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    if (!Ends.within(process, 5)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
