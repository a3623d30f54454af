package io.millrace.provider.route;

import io.millrace.provider.protocol.Prepared;
import java.util.OptionalLong;

/// Why an attempt came to nothing, and what that leaves to be done.
///
/// @param remedy what may help
/// @param status the upstream's HTTP status; 0 when none came
/// @param retryAfterMillis what the upstream asked to wait; empty when it did not
/// @param answer for the caller, should nothing help
/// @param detail for the record
/// @param sent whether the upstream may have worked on it
record Failure(
    Remedy remedy,
    int status,
    OptionalLong retryAfterMillis,
    Prepared.ErrorAnswer answer,
    String detail,
    boolean sent) {
  /// What may help against a failure.
  enum Remedy {
    /// Trying again, here or elsewhere.
    AGAIN,
    /// Another endpoint: this one will refuse again.
    ELSEWHERE,
    /// Nothing: the request is at fault.
    NONE,
    /// Nothing is wanted: the caller is gone, or another attempt has won.
    CANCELLED
  }

  /// Whether the endpoint is to blame.
  boolean blamesEndpoint() {
    return remedy == Remedy.AGAIN && status != 429 && status != 408 && status != 409;
  }
}
