package io.millrace.sandbox.server;

import io.millrace.model.Usage;
import java.util.List;

/// What a model made of a request. Immutable.
///
/// @param replies one for each choice that was asked for
record Generated(List<Reply> replies, Usage usage) {
  Generated {
    replies = List.copyOf(replies);
  }

  Reply first() {
    return replies.getFirst();
  }
}
