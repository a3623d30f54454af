package io.millrace.store.policy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Builds a SHA-256 over a sequence of parts, each preceded by its length, so that no two sequences
/// run together. One thread at a time.
public final class Sha256 {
  private final MessageDigest digest = newDigest();

  /// Starts with no parts.
  public Sha256() {}

  /// The lower-case hexadecimal SHA-256 of some bytes.
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(newDigest().digest(bytes));
  }

  /// Adds a text in UTF-8.
  public Sha256 add(String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
    return this;
  }

  /// The lower-case hexadecimal digest; ends this builder.
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
