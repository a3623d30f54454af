package io.millrace.provider.route;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// An upstream on loopback that answers each request with raw bytes, pauses and resets.
final class WireServer implements AutoCloseable {
  /// What is done with one request, which has been read.
  interface Script {
    void answer(Exchange exchange, int request) throws IOException;
  }

  private final ServerSocket listener;
  private final Script script;
  private final AtomicInteger requests = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closing = new CountDownLatch(1);

  private WireServer(Script script) {
    this.script = script;
    try {
      listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  static WireServer of(Script script) {
    return new WireServer(script);
  }

  /// Answers every request with the same bytes.
  static WireServer saying(String bytes) {
    return of((exchange, _) -> exchange.send(bytes));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
  }

  /// How many requests have come.
  int requests() {
    return requests.get();
  }

  /// Connections that are open on this side.
  int connections() {
    return open.size();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var exchange = new Exchange(socket, closing);
      while (exchange.request()) {
        script.answer(exchange, requests.incrementAndGet());
      }
    } catch (IOException e) {
      // the client is gone, or the script has reset the connection
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /// One request being answered.
  static final class Exchange {
    private final Socket socket;
    private final CountDownLatch closing;

    private Exchange(Socket socket, CountDownLatch closing) {
      this.socket = socket;
      this.closing = closing;
    }

    private boolean request() throws IOException {
      var head = new StringBuilder();
      InputStream in = socket.getInputStream();
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          return false;
        }
        head.append((char) b);
      }
      String mark = "content-length: ";
      int at = head.indexOf(mark) + mark.length();
      in.readNBytes(Integer.parseInt(head.substring(at, head.indexOf("\r\n", at)).trim()));
      return true;
    }

    void send(String bytes) throws IOException {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Says nothing until the client goes away or the server is closed.
    void stall() throws IOException {
      socket.getInputStream().read();
    }

    void pause(long millis) {
      try {
        closing.await(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    void close() throws IOException {
      socket.close();
    }
  }
}
