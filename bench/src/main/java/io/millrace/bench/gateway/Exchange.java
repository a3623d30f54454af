package io.millrace.bench.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A connection of HTTP/1.1 that carries one call after the other, either way: just enough for the
/// messages of this harness. One thread at a time.
final class Exchange implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[8192];
  private int position;
  private int limit;

  private String start = "";
  private String callId = "";
  private String tier = "";
  private String scenario = "";
  private long left;
  private boolean chunked;

  /// @param socket open; closed with this
  Exchange(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  static Exchange open(int port) throws IOException {
    var socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
      socket.setSoTimeout(60_000);
      return new Exchange(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// The bytes of a call.
  static byte[] post(byte[] body) {
    byte[] head =
        ("POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json"
                + "\r\ncontent-length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    var all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /// Reads a message's head.
  ///
  /// @return its first line; null when the other side has closed before it
  @Nullable String head() throws IOException {
    int first = raw();
    if (first < 0) {
      return null;
    }
    callId = "";
    tier = "";
    scenario = "";
    left = 0;
    chunked = false;
    start = (char) first + line();
    for (String line = line(); !line.isEmpty(); line = line()) {
      header(line);
    }
    if (chunked) {
      left = Long.parseLong(line(), 16);
      if (left == 0) {
        line();
      }
    }
    return start;
  }

  private void header(String line) {
    int colon = line.indexOf(':');
    String value = line.substring(colon + 1).strip();
    switch (line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT)) {
      case "content-length" -> left = Long.parseLong(value);
      case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
      case "x-millrace-call-id" -> callId = value;
      case "x-millrace-tier" -> tier = value;
      case "x-millrace-scenario" -> scenario = value;
      default -> {}
    }
  }

  /// The status of the last head; 0 when it was a request's.
  int status() {
    return start.startsWith("HTTP/1.1 ") ? Integer.parseInt(start.substring(9, 12)) : 0;
  }

  String callId() {
    return callId;
  }

  String tier() {
    return tier;
  }

  String scenario() {
    return scenario;
  }

  /// The rest of the body, to its very end.
  String body() throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
    for (int next = next(); next >= 0; next = next()) {
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /// The next line of the body, without its end; null when the body has ended.
  @Nullable String bodyLine() throws IOException {
    var line = new StringBuilder(256);
    int next = next();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = next()) {
      line.append((char) next);
    }
    return line.toString();
  }

  /// The body's next byte; -1 when the body has ended.
  private int next() throws IOException {
    if (left == 0) {
      return -1;
    }
    int next = raw();
    if (next < 0) {
      throw new EOFException("the body was cut off");
    }
    left--;
    if (left == 0 && chunked) {
      line();
      left = Long.parseLong(line(), 16);
      if (left == 0) {
        line();
      }
    }
    return next;
  }

  private String line() throws IOException {
    var line = new StringBuilder(64);
    int next = raw();
    for (; next >= 0 && next != '\n'; next = raw()) {
      line.append((char) next);
    }
    if (next < 0) {
      throw new EOFException("the head was cut off");
    }
    int end = line.length() - 1;
    return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
  }

  private int raw() throws IOException {
    if (position == limit) {
      position = 0;
      limit = in.read(buffer);
      if (limit < 0) {
        limit = 0;
        return -1;
      }
    }
    return buffer[position++] & 0xff;
  }

  /// Whether the other side closes within this time.
  boolean closes(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      return raw() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /// Breaks the connection off with a reset.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
