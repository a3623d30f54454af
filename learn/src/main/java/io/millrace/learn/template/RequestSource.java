package io.millrace.learn.template;

import io.millrace.model.Request;
import java.util.function.Consumer;

/// A log of requests that can be read several times.
@FunctionalInterface
public interface RequestSource {
  /// Hands over every request in time order. Every pass sees the same requests in the same order.
  void forEach(Consumer<Request> each);
}
