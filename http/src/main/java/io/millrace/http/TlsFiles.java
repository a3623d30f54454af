package io.millrace.http;

import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/// TLS from PEM files.
public final class TlsFiles {
  private TlsFiles() {}

  /// For a server: its certificate chain and its private key (PKCS #8, not encrypted).
  ///
  /// @throws IOException naming the file that cannot be read or used
  public static SSLContext server(Path certificates, Path privateKey) throws IOException {
    throw new UnsupportedOperationException();
  }

  /// For a client that trusts these authorities alone.
  ///
  /// @throws IOException naming the file that cannot be read or used
  public static SSLContext client(Path certificates) throws IOException {
    throw new UnsupportedOperationException();
  }
}
