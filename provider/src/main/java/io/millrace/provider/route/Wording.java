package io.millrace.provider.route;

import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.provider.protocol.Prepared;
import io.millrace.provider.protocol.Target;
import io.millrace.provider.protocol.Translation;

/// How calls are said to upstreams and errors to callers: [Translation], or something simpler where
/// routing is tested by itself. Thread-safe.
interface Wording {
  /// That of the protocols.
  Wording PROTOCOLS =
      new Wording() {
        @Override
        public Prepared prepare(InboundCall call, Target target) {
          return Translation.prepare(call, target);
        }

        @Override
        public Prepared.ErrorAnswer error(Operation operation, WireError error) {
          return Translation.error(operation, error);
        }
      };

  Prepared prepare(InboundCall call, Target target);

  Prepared.ErrorAnswer error(Operation operation, WireError error);
}
