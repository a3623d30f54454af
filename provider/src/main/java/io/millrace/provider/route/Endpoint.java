package io.millrace.provider.route;

import io.millrace.http.Header;
import io.millrace.model.Secret;
import io.millrace.provider.chat.Dialect;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One place to reach a provider: an address with one key. A provider with two regions and three
/// keys each has six.
///
/// @param name unique, for logs and metrics: `openai/eu/2`; never holds the key
/// @param provider the provider's name in the configuration
/// @param baseUrl `http` or `https`, with the path before the protocol's own
///   (`https://api.openai.com/v1`, `https://api.anthropic.com/v1`,
///   `https://generativelanguage.googleapis.com/v1beta`)
/// @param auth how the key is sent
/// @param key null for a server that wants none
/// @param headers sent with every request; values may be secrets and are never printed
/// @param weight its share among its siblings, at least 1
/// @param responses whether it serves OpenAI's `/responses` itself
/// @param deadlines of every attempt on it
/// @param certificates a PEM file of trusted authorities; null for those of the platform
/// @param maxConnections how many connections are open at once, at most
public record Endpoint(
    String name,
    String provider,
    Dialect dialect,
    URI baseUrl,
    Auth auth,
    @Nullable Secret key,
    List<Header> headers,
    int weight,
    boolean responses,
    Deadlines deadlines,
    @Nullable Path certificates,
    int maxConnections) {
  public Endpoint {
    Objects.requireNonNull(name, "name");
    headers = List.copyOf(headers);
    if (weight < 1 || maxConnections < 1) {
      throw new IllegalArgumentException(
          "the weight ("
              + weight
              + ") and connections ("
              + maxConnections
              + ") must be at least 1");
    }
  }

  /// Headers may hold secrets.
  @Override
  public String toString() {
    return "Endpoint[" + name + "]";
  }

  /// How a key is sent.
  public enum Auth {
    /// `authorization: Bearer KEY`
    BEARER,
    /// `api-key: KEY` (Azure)
    API_KEY,
    /// `x-api-key: KEY` (Anthropic)
    X_API_KEY,
    /// `x-goog-api-key: KEY` (Gemini)
    GOOGLE
  }
}
