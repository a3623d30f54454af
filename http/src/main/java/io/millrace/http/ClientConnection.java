package io.millrace.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// One connection to an origin. Used by one call at a time; [#cut] may come from any thread.
final class ClientConnection implements DeadlineWatch.Watched, AutoCloseable {
  /// Alibaba's and, over IPv6, Amazon's.
  private static final Set<String> METADATA = Set.of("100.100.100.200", "fd00:ec2:0:0:0:0:0:254");

  private final HttpClient client;
  private final SocketChannel channel;
  private @Nullable WireInput in;
  private @Nullable WireOutput out;
  private volatile long deadline = DeadlineWatch.NONE;
  private volatile boolean late;
  private volatile boolean idle;
  private boolean closed;

  private ClientConnection(HttpClient client, SocketChannel channel) {
    this.client = client;
    this.channel = channel;
  }

  /// Connects, TLS included.
  ///
  /// @param call that can cut the connection from the beginning
  static ClientConnection open(HttpClient client, ClientCall call, long until) throws IOException {
    URI origin = client.settings().origin();
    IOException last = null;
    for (InetAddress address : InetAddress.getAllByName(host(origin))) {
      if (ofTheMachine(address)) {
        last = new IOException(host(origin) + " leads to a link-local address, which is not asked");
        continue;
      }
      ClientConnection connection = new ClientConnection(client, SocketChannel.open());
      try {
        connection.connect(call, new InetSocketAddress(address, port(origin)), until);
        return connection;
      } catch (IOException e) {
        connection.cut();
        client.watch().remove(connection);
        // Who answered and is not trusted says more than who is not there.
        boolean said = last instanceof SSLException;
        last = connection.late ? new SocketTimeoutException("connecting") : said ? last : e;
        if (connection.late || call.cancelled()) {
          break;
        }
      }
    }
    throw last == null ? new java.net.UnknownHostException(host(origin)) : last;
  }

  /// Where clouds answer with the credentials of the machine, whatever name leads there.
  private static boolean ofTheMachine(InetAddress address) {
    return address.isLinkLocalAddress() || METADATA.contains(address.getHostAddress());
  }

  private static String host(URI origin) {
    String host = origin.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(URI origin) {
    if (origin.getPort() > 0) {
      return origin.getPort();
    }
    return origin.getScheme().equals("https") ? 443 : 80;
  }

  private void connect(ClientCall call, InetSocketAddress address, long until) throws IOException {
    call.holds(this);
    deadline = until;
    client.watch().add(this);
    channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
    channel.connect(address);
    Socket socket = channel.socket();
    if (client.settings().origin().getScheme().equals("https")) {
      socket = secured(socket);
    }
    InputStream input = socket.getInputStream();
    OutputStream output = socket.getOutputStream();
    in = new WireInput(input);
    out = new WireOutput(output);
    deadline = DeadlineWatch.NONE;
  }

  private SSLSocket secured(Socket plain) throws IOException {
    SSLContext tls = client.settings().tls();
    SSLSocketFactory factory =
        tls == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : tls.getSocketFactory();
    URI origin = client.settings().origin();
    var secured = (SSLSocket) factory.createSocket(plain, host(origin), port(origin), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  /// Whether the other side has left an idle connection open and silent.
  boolean alive() {
    idle = false;
    deadline = DeadlineWatch.NONE;
    if (late || !channel.isOpen()) {
      return false;
    }
    try {
      channel.configureBlocking(false);
      int read = channel.read(ByteBuffer.allocate(1));
      channel.configureBlocking(true);
      return read == 0;
    } catch (IOException e) {
      return false;
    }
  }

  void idles() {
    idle = true;
    deadline = DeadlineWatch.in(client.settings().idle());
  }

  WireInput in() {
    return java.util.Objects.requireNonNull(in);
  }

  WireOutput out() {
    return java.util.Objects.requireNonNull(out);
  }

  /// What follows must be done by then.
  void until(long time) {
    deadline = time;
  }

  boolean late() {
    return late;
  }

  @Override
  public long deadline() {
    return deadline;
  }

  @Override
  public void expired() {
    if (idle) {
      client.expire(this);
    } else {
      late = true;
      cut();
    }
  }

  /// Whoever reads or writes gets an exception.
  void cut() {
    try {
      channel.close();
    } catch (IOException e) {
      // closed already
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    cut();
    client.watch().remove(this);
    client.closedOne();
  }
}
