package io.millrace.gateway;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What others answer under `/api` and `/v1/feedback`: the gateway checks who asks and how much,
/// and knows nothing of what it is about. Thread-safe; called on the request's thread.
public interface Administration {
  /// Nobody else answers anything.
  Administration NONE = _ -> Optional.empty();

  /// Answers a request whose sender has proved who it is.
  ///
  /// @return empty when the path is nothing here
  Optional<Reply> answer(Asked asked);

  /// A request.
  ///
  /// @param method `GET` or `POST`
  /// @param path without the query
  /// @param query without its question mark; empty without one
  /// @param body null for a `GET`
  /// @param key the name of the key that it came with; empty without one
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Asked(String method, String path, String query, byte @Nullable [] body, String key) {}

  /// An answer.
  ///
  /// @param json its body
  @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
  record Reply(int status, byte[] json) {}
}
