package io.millrace.sandbox.server;

import java.time.Duration;
import java.util.List;

/// One simulated model. Immutable.
///
/// @param name what requests call it
/// @param kind what it can be asked for
/// @param firstToken typical time until the first token
/// @param perToken typical time for each token after it
/// @param failureShare share of its requests that get a 503, 0 to 1
public record SandboxModel(
    String name, Kind kind, Duration firstToken, Duration perToken, double failureShare) {
  /// What a model can be asked for.
  public enum Kind {
    /// Messages to text.
    CHAT,
    /// Text to vectors.
    EMBEDDING
  }

  /// @throws IllegalArgumentException for an empty name, one with `!`, or a number out of range
  public SandboxModel {
    if (name.isBlank() || name.indexOf('!') >= 0) {
      throw new IllegalArgumentException("a model cannot be called '" + name + "'");
    }
    if (firstToken.isNegative() || perToken.isNegative()) {
      throw new IllegalArgumentException("a latency of " + name + " is negative");
    }
    if (!(failureShare >= 0 && failureShare <= 1)) {
      throw new IllegalArgumentException("the failure share of " + name + " is not 0 to 1");
    }
  }

  /// A chat model that never fails by itself.
  public static SandboxModel chat(String name, Duration firstToken, Duration perToken) {
    return new SandboxModel(name, Kind.CHAT, firstToken, perToken, 0);
  }

  /// `sandbox-large`, `sandbox-small` and `sandbox-embedding`.
  public static List<SandboxModel> defaults() {
    return List.of(
        chat("sandbox-large", Duration.ofMillis(300), Duration.ofMillis(10)),
        chat("sandbox-small", Duration.ofMillis(80), Duration.ofMillis(3)),
        new SandboxModel(
            "sandbox-embedding", Kind.EMBEDDING, Duration.ofMillis(30), Duration.ZERO, 0));
  }

  /// This model under another name.
  SandboxModel named(String other) {
    return new SandboxModel(other, kind, firstToken, perToken, failureShare);
  }
}
