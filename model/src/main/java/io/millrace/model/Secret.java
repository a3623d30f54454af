package io.millrace.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/// A key or password. Never printed: its text is asked for where it is sent, and nowhere else.
/// Immutable.
public final class Secret {
  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /// A secret of this text.
  public static Secret of(String text) {
    return new Secret(Objects.requireNonNull(text, "text"));
  }

  /// The text itself, for the wire alone.
  public String reveal() {
    return text;
  }

  /// Whether a text is the secret, in a time that does not depend on where the two differ.
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && matches(secret.text);
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "***";
  }
}
