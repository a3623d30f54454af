package io.millrace.model;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/// Everything of a request that shapes its answer apart from the messages: what a policy is bound
/// to besides teacher and template.
///
/// @param responseFormat the canonical JSON of `response_format` (keys sorted), empty when it is
///   not set
/// @param stop the stop sequences, in the order sent
/// @param maxTokens the limit on the answer's tokens, when one is set
/// @param plain false when the request has what no student answers: tools, more than one choice,
///   logprobs, or content that is not text
public record RequestForm(
    String responseFormat, List<String> stop, OptionalInt maxTokens, boolean plain) {
  /// A request with nothing but messages.
  public static final RequestForm PLAIN = new RequestForm("", List.of(), OptionalInt.empty(), true);

  public RequestForm {
    Objects.requireNonNull(responseFormat, "responseFormat");
    Objects.requireNonNull(maxTokens, "maxTokens");
    stop = List.copyOf(stop);
  }
}
