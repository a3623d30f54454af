package io.millrace.conformance;

import io.millrace.provider.chat.Dialect;
import io.millrace.provider.route.Endpoint;
import java.net.URI;
import java.util.Locale;

/// A protocol that the gateway speaks to a provider; each has its own provider and model names.
enum Upstream {
  OPENAI(Dialect.OPENAI, Endpoint.Auth.BEARER, "/v1"),
  ANTHROPIC(Dialect.ANTHROPIC, Endpoint.Auth.X_API_KEY, "/v1"),
  GEMINI(Dialect.GEMINI, Endpoint.Auth.GOOGLE, "/v1beta");

  /// What the sandbox calls the model behind [#chat()].
  static final String MODEL = "sandbox-small";

  private final Dialect dialect;
  private final Endpoint.Auth auth;
  private final String path;

  Upstream(Dialect dialect, Endpoint.Auth auth, String path) {
    this.dialect = dialect;
    this.auth = auth;
    this.path = path;
  }

  Dialect dialect() {
    return dialect;
  }

  Endpoint.Auth auth() {
    return auth;
  }

  URI under(URI sandbox) {
    return URI.create(sandbox + path);
  }

  String provider() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The name of a chat model behind this protocol.
  String chat() {
    return "via-" + provider();
  }

  /// The same model with a fault of the sandbox: `status=429`, `cut-after=3`.
  String failing(String fault) {
    return chat() + "!" + fault;
  }

  /// The name of a chat model behind this protocol that takes its time over every token.
  String paced() {
    return "paced-" + provider();
  }

  /// The name of an embedding model behind this protocol.
  String embedding() {
    return "embed-" + provider();
  }
}
