package io.millrace.bench.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// A provider that answers as its [Order] says, with the faults that the model's name asks for. A
/// virtual thread for each connection. Thread-safe.
final class MockUpstream implements AutoCloseable {
  private static final String JSON_HEAD = "\r\ncontent-type: application/json\r\ncontent-length: ";
  private static final byte[] STREAM_HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":500,\"completion_tokens\":200,\"total_tokens\":700}";
  private static final String FINISH =
      "data: {\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
          + "\"model\":\"sandbox-large\",\"choices\":[{\"index\":0,\"delta\":{},"
          + "\"finish_reason\":\"stop\"}]}\n\n";
  private static final String STREAM_USAGE =
      "data: {\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
          + "\"model\":\"sandbox-large\",\"choices\":[],"
          + USAGE
          + "}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  private final ServerSocket server;
  private final ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor();

  private MockUpstream(ServerSocket server) {
    this.server = server;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ends when the socket closes
  static MockUpstream start() throws IOException {
    var server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16_384);
    var upstream = new MockUpstream(server);
    upstream.connections.submit(upstream::accept);
    return upstream;
  }

  int port() {
    return server.getLocalPort();
  }

  /// A whole answer of about 1 KB.
  static String answer(long id) {
    String content = ("answer " + id + " ").repeat(200).substring(0, 1024);
    return "{\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion\",\"created\":1790000000,"
               + "\"model\":\"sandbox-large\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
               + "\"content\":\""
        + content
        + "\"},\"finish_reason\":\"stop\"}],"
        + USAGE
        + "}";
  }

  @SuppressWarnings("FutureReturnValueIgnored") // each connection looks after itself
  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.submit(() -> serve(socket));
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void serve(Socket socket) {
    try (var exchange = new Exchange(socket)) {
      while (exchange.head() != null) {
        String body = exchange.body();
        Order order = Order.in(body);
        if (!fault(exchange, body)) {
          if (body.contains("\"stream\":true")) {
            stream(exchange, order, body.contains("-cut\"") ? order.tokens() / 2 : -1, body);
          } else {
            write(exchange, "200 OK", answer(order.stream()));
          }
        }
      }
    } catch (IOException e) {
      // the other side has gone, or was sent away
    }
  }

  /// @return whether the model's name asked for a fault, and it has been done
  private static boolean fault(Exchange exchange, String body) throws IOException {
    if (body.contains("-status-503\"")) {
      write(exchange, "503 Service Unavailable", "{\"error\":{\"message\":\"overloaded\"}}");
    } else if (body.contains("-status-400\"")) {
      write(exchange, "400 Bad Request", "{\"error\":{\"message\":\"no such field\"}}");
    } else if (body.contains("-html\"")) {
      exchange.write(
          "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>"
              .getBytes(StandardCharsets.US_ASCII));
    } else if (body.contains("-reset\"")) {
      exchange.reset();
      throw new EOFException();
    } else if (body.contains("-stall\"")) {
      exchange.closes(20_000);
      throw new EOFException();
    } else {
      return false;
    }
    return true;
  }

  private static void write(Exchange exchange, String status, String body) throws IOException {
    exchange.write(
        ("HTTP/1.1 " + status + JSON_HEAD + body.length() + "\r\n\r\n" + body)
            .getBytes(StandardCharsets.US_ASCII));
  }

  /// @param cut number of the token before which the connection breaks; -1 for never
  private static void stream(Exchange exchange, Order order, int cut, String body)
      throws IOException {
    exchange.write(STREAM_HEAD);
    long next = System.nanoTime();
    for (int i = 0; i < order.tokens(); i++) {
      if (i == cut) {
        exchange.reset();
        throw new EOFException();
      }
      exchange.write(chunk(new Token(order.stream(), i, System.nanoTime()).event()));
      next += order.paceMicros() * 1000L;
      for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
    }
    String usage = body.contains("\"include_usage\":true") ? STREAM_USAGE : "";
    exchange.write(chunk((FINISH + usage + DONE).getBytes(StandardCharsets.US_ASCII)));
    exchange.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] chunk(byte[] event) {
    byte[] size = (Integer.toHexString(event.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    var chunk = new byte[size.length + event.length + 2];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(event, 0, chunk, size.length, event.length);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    return chunk;
  }

  @Override
  public void close() throws IOException {
    server.close();
    connections.shutdownNow();
  }
}
