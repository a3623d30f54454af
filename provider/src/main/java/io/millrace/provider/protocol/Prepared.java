package io.millrace.provider.protocol;

import io.millrace.http.Header;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.chat.WireError;
import java.util.List;

/// A call in the words of one upstream, and how its answers are said to the caller. Made for one
/// target; may serve several attempts, one after another or at once.
public interface Prepared {
  /// The path under the endpoint's base address, with any query.
  String path();

  /// Headers besides those of authentication and length: `content-type`, `anthropic-version`, …
  List<Header> headers();

  /// The body to send; not to be changed.
  byte[] body();

  /// The caller's fields that this upstream will not see, for the header that names them.
  List<String> dropped();

  /// Says a whole answer (status 200) to the caller.
  ///
  /// @throws io.millrace.provider.chat.BadAnswerException when it is no answer of this protocol
  Answered whole(byte[] body);

  /// Says an upstream's error to the caller, its message kept, in the caller's shape.
  ///
  /// @param contentType as sent; empty when none was
  ErrorAnswer error(int status, String contentType, byte[] body);

  /// Says a stream to the caller; one for each attempt.
  AnswerStream stream();

  /// A streamed answer on its way to the caller. One thread at a time.
  interface AnswerStream {
    /// Takes the upstream's next event.
    ///
    /// @throws io.millrace.provider.chat.BadAnswerException when it breaks the protocol or tells of
    ///   an error
    Step accept(SseEvent event);

    /// The upstream closed the stream.
    ///
    /// @throws io.millrace.provider.chat.BadAnswerException when the answer is not complete
    Step end();

    /// What was answered, as far as it came: the caller's protocol's whole form of it, and its
    /// usage.
    Answered answered();
  }

  /// What an event becomes.
  ///
  /// @param bytes to send to the caller: whole server-sent events, empty for none
  /// @param content whether the caller sees content in them
  /// @param last whether the answer is complete with these bytes; nothing that comes after is said
  @SuppressWarnings("ArrayRecordComponent") // lives for one loop
  record Step(byte[] bytes, boolean content, boolean last) {
    private static final byte[] NOTHING = {};

    /// Nothing to say.
    public static final Step NONE = new Step(NOTHING, false, false);
  }

  /// An error in the caller's protocol.
  @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
  record ErrorAnswer(int status, byte[] body, WireError error) {}
}
