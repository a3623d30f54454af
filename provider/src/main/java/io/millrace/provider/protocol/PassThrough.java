package io.millrace.provider.protocol;

import io.millrace.http.Header;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.chat.WireError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A call to an upstream of the caller's own protocol: bytes pass as they came. Thread-safe.
final class PassThrough implements Prepared {
  static final Header JSON = new Header("content-type", "application/json");
  static final Header VERSION = new Header("anthropic-version", "2023-06-01");

  private final InboundCall call;
  private final UpstreamCodec upstream;
  private final List<Header> headers;
  private final byte[] body;
  private final byte @Nullable [] callersName;

  /// @param upstream reads the upstream's errors
  PassThrough(InboundCall call, Target target, UpstreamCodec upstream) {
    this.call = call;
    this.upstream = upstream;
    this.headers = headers(call);
    this.callersName = target.mapped() ? Names.quoted(call.model()) : null;
    boolean askUsage = call.stream() && call.operation() == Operation.CHAT;
    this.body =
        new RequestEdit(call.body()).apply(target.mapped() ? target.model() : null, askUsage);
  }

  private static List<Header> headers(InboundCall call) {
    var headers = new ArrayList<Header>();
    headers.add(JSON);
    headers.addAll(call.headers());
    if (call.operation() == Operation.MESSAGES
        && call.headers().stream().noneMatch(header -> header.name().equals(VERSION.name()))) {
      headers.add(VERSION);
    }
    return List.copyOf(headers);
  }

  @Override
  public String path() {
    return switch (call.operation()) {
      case CHAT -> "/chat/completions";
      case RESPONSES -> "/responses";
      case EMBEDDINGS -> "/embeddings";
      case MESSAGES -> "/messages";
    };
  }

  @Override
  public List<Header> headers() {
    return headers;
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public List<String> dropped() {
    return List.of();
  }

  @Override
  public Answered whole(byte[] answer) {
    return new WholeReader(call.operation(), answer, callersName).read();
  }

  @Override
  public ErrorAnswer error(int status, String contentType, byte[] answer) {
    WireError error = UpstreamError.read(upstream, status, contentType, answer);
    ErrorAnswer own = Translation.error(call.operation(), error);
    JsonNode told = Values.tree(answer, 0, answer.length);
    boolean callersShape = told != null && told.path("error").path("message").isString();
    // an error about the request itself keeps its bytes; one about our key must not
    return callersShape && own.status() == status && error.kind() != WireError.Kind.BAD_UPSTREAM
        ? new ErrorAnswer(status, answer, error)
        : own;
  }

  @Override
  public AnswerStream stream() {
    return switch (call.operation()) {
      case CHAT -> new ChatStream(callersName, usageWanted(call), choicesWanted());
      case RESPONSES -> new ResponsesStream(callersName);
      case MESSAGES -> new MessagesStream(callersName);
      case EMBEDDINGS -> throw new BadAnswerException("embeddings are not streamed");
    };
  }

  static boolean usageWanted(InboundCall call) {
    return call.json().path("stream_options").path("include_usage").asBoolean(false);
  }

  private int choicesWanted() {
    return Math.max(1, call.json().path("n").asInt(1));
  }
}
