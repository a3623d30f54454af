package io.millrace.sandbox.server;

import java.io.IOException;
import java.net.URI;

/// Simulated providers on a real socket: OpenAI's interface under `/v1`, Anthropic's under
/// `/v1/messages`, Gemini's under `/v1beta`. Any key is accepted. Thread-safe.
public final class SandboxServer implements AutoCloseable {
  private SandboxServer() {}

  /// Listens when this returns.
  public static SandboxServer start(SandboxSettings settings) throws IOException {
    throw new UnsupportedOperationException();
  }

  /// `http://127.0.0.1:PORT`, without a path.
  public URI uri() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
