package io.millrace.provider.chat;

import java.nio.charset.StandardCharsets;

/// An upstream that writes requests as their record prints itself: everything that was read from a
/// caller can be told apart. It answers nothing.
public final class PlainUpstream implements UpstreamCodec {
  /// For tests of callers' codecs.
  public PlainUpstream() {}

  @Override
  public String path(String model, boolean stream) {
    return "/plain";
  }

  @Override
  public byte[] encode(ChatRequest request, String model) {
    return request.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public ChatAnswer decode(byte[] body) {
    throw new BadAnswerException("there are no plain answers");
  }

  @Override
  public StreamDecoder stream() {
    throw new BadAnswerException("there are no plain streams");
  }

  @Override
  public WireError error(int status, byte[] body) {
    return WireError.of(WireError.Kind.of(status), "plain");
  }
}
