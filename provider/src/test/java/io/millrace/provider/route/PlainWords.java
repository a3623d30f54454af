package io.millrace.provider.route;

import io.millrace.http.Header;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.protocol.Answered;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.provider.protocol.Prepared;
import io.millrace.provider.protocol.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The simplest protocol there is, so that routing is tested by itself: whole answers are in
/// braces, `role` events are no content, `bad` events break the protocol, `[DONE]` ends.
record PlainWords() implements Wording {
  @Override
  public Prepared prepare(InboundCall call, Target target) {
    if (target.model().equals("refused")) {
      throw new RefusedException(WireError.badField("field", "not there", "unsupported"));
    }
    return new Words();
  }

  @Override
  public Prepared.ErrorAnswer error(Operation operation, WireError error) {
    return new Prepared.ErrorAnswer(
        error.kind().status(), error.message().getBytes(StandardCharsets.UTF_8), error);
  }

  private record Words() implements Prepared {
    @Override
    public String path() {
      return "/plain";
    }

    @Override
    public List<Header> headers() {
      return List.of(new Header("content-type", "application/json"));
    }

    @Override
    public byte[] body() {
      return new byte[] {'{', '}'};
    }

    @Override
    public List<String> dropped() {
      return List.of();
    }

    @Override
    public Answered whole(byte[] body) {
      String text = new String(body, StandardCharsets.UTF_8);
      if (!text.startsWith("{") || !text.endsWith("}")) {
        throw new BadAnswerException("it is not in braces");
      }
      return new Answered(body, "", null, "stop");
    }

    @Override
    public ErrorAnswer error(int status, String contentType, byte[] body) {
      return new ErrorAnswer(
          status, new byte[0], WireError.of(WireError.Kind.of(status), "status " + status));
    }

    @Override
    public AnswerStream stream() {
      return new Stream();
    }
  }

  private static final class Stream implements Prepared.AnswerStream {
    private final StringBuilder text = new StringBuilder();

    @Override
    public Prepared.Step accept(SseEvent event) {
      String data =
          new String(event.data(), event.from(), event.to() - event.from(), StandardCharsets.UTF_8);
      if (event.isDone()) {
        return new Prepared.Step(event.raw(), false, true);
      }
      if (event.isEmpty()) {
        return Prepared.Step.NONE;
      }
      if (data.equals("bad")) {
        throw new BadAnswerException("an event is malformed");
      }
      if (data.equals("role")) {
        return new Prepared.Step(event.raw(), false, false);
      }
      text.append(data);
      return new Prepared.Step(event.raw(), true, false);
    }

    @Override
    public Prepared.Step end() {
      throw new BadAnswerException("the stream ended before its answer");
    }

    @Override
    public Answered answered() {
      return new Answered(text.toString().getBytes(StandardCharsets.UTF_8), "", null, "");
    }
  }
}
