package io.millrace.sandbox.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// What the default models cost, as a price file of format `millrace-prices/1`. The built-in
/// catalogue has the same prices; this file is for whoever reads prices from a file of their own.
public final class SandboxPrices {
  private SandboxPrices() {}

  /// The file's bytes.
  public static byte[] bytes() {
    try (InputStream in = SandboxPrices.class.getResourceAsStream("sandbox-prices.json")) {
      return Objects.requireNonNull(in, "sandbox-prices.json").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
