package io.millrace.flywheel.dataset;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/// Writes JSON lines and knows the hash of what it wrote. Closing it flushes and leaves the stream
/// open. One thread.
final class HashedLines implements AutoCloseable {
  private final MessageDigest digest;
  private final DigestOutputStream out;

  HashedLines(OutputStream out) {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    this.out = new DigestOutputStream(out, digest);
  }

  void line(JsonNode json) throws IOException {
    out.write(Json.MAPPER.writeValueAsBytes(json));
    out.write('\n');
  }

  /// The SHA-256 of all lines so far, in hexadecimal digits.
  String sha256() throws IOException {
    out.flush();
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("SHA-256 can be copied", e);
    }
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
