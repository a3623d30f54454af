package io.millrace.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// TLS from PEM files.
public final class TlsFiles {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final char[] NO_PASSWORD = {};

  private TlsFiles() {}

  /// For a server: its certificate chain and its private key (PKCS #8, not encrypted).
  ///
  /// @throws IOException naming the file that cannot be read or used
  public static SSLContext server(Path certificates, Path privateKey) throws IOException {
    Certificate[] chain = read(certificates).toArray(Certificate[]::new);
    PrivateKey key = key(privateKey);
    try {
      KeyStore store = empty();
      store.setKeyEntry("server", key, NO_PASSWORD, chain);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          privateKey + " is not the private key of the certificate in " + certificates, e);
    }
  }

  /// For a client that trusts these authorities alone.
  ///
  /// @throws IOException naming the file that cannot be read or used
  public static SSLContext client(Path certificates) throws IOException {
    Collection<? extends Certificate> trusted = read(certificates);
    try {
      KeyStore store = empty();
      int number = 0;
      for (Certificate certificate : trusted) {
        store.setCertificateEntry("authority-" + number++, certificate);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates in " + certificates + " cannot be trusted", e);
    }
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> read(Path file) throws IOException {
    byte[] pem = Files.readAllBytes(file);
    try {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      if (read.isEmpty()) {
        throw new IOException(file + " holds no certificate in PEM form");
      }
      return read;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificate in PEM form", e);
    }
  }

  private static PrivateKey key(Path file) throws IOException {
    String pem = Files.readString(file, StandardCharsets.US_ASCII);
    String begin = "-----BEGIN PRIVATE KEY-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END PRIVATE KEY-----");
    if (from < 0 || to < from) {
      throw new IOException(
          file
              + " holds no private key in PKCS #8 PEM form ('"
              + begin
              + "'); make one with: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
      return key(file, new PKCS8EncodedKeySpec(der));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds a private key that is not base64", e);
    }
  }

  private static PrivateKey key(Path file, PKCS8EncodedKeySpec spec) throws IOException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // a key of another algorithm
      } catch (GeneralSecurityException e) {
        throw new IOException("this JDK knows no " + algorithm + " keys", e);
      }
    }
    throw new IOException(file + " holds a private key that is none of " + ALGORITHMS);
  }
}
