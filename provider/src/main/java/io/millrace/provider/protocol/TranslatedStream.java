package io.millrace.provider.protocol;

import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.CallerCodec;
import io.millrace.provider.chat.Delta;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.chat.StreamDecoder;
import io.millrace.provider.chat.StreamEncoder;
import java.io.ByteArrayOutputStream;

/// A streamed answer on its way from one protocol to another. One thread at a time.
final class TranslatedStream implements Prepared.AnswerStream {
  private final Translated prepared;
  private final StreamDecoder decoder;
  private final StreamEncoder encoder;
  private final CallerCodec caller;
  private final InboundCall call;
  private final AnswerDraft draft = new AnswerDraft();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean content;
  private boolean last;

  TranslatedStream(
      Translated prepared, StreamDecoder decoder, CallerCodec caller, InboundCall call) {
    this.prepared = prepared;
    this.decoder = decoder;
    this.caller = caller;
    this.call = call;
    this.encoder = caller.stream(call.json(), PassThrough.usageWanted(call));
  }

  @Override
  public Prepared.Step accept(SseEvent event) {
    if (last) {
      return Prepared.Step.NONE;
    }
    begin();
    decoder.accept(event, this::take);
    return step();
  }

  @Override
  public Prepared.Step end() {
    if (last) {
      return Prepared.Step.NONE;
    }
    begin();
    decoder.end(this::take);
    if (!last) {
      throw new BadAnswerException("the stream ended before the answer did");
    }
    return step();
  }

  private void begin() {
    out.reset();
    content = false;
  }

  private Prepared.Step step() {
    return out.size() == 0 && !content && !last
        ? Prepared.Step.NONE
        : new Prepared.Step(out.toByteArray(), content, last);
  }

  private void take(Delta delta) {
    draft.add(delta);
    content |= delta.isContent();
    last |= delta instanceof Delta.Done;
    Delta said =
        delta instanceof Delta.Start(String id, String model)
            ? new Delta.Start(id, prepared.callersName(model))
            : delta;
    out.writeBytes(encoder.encode(said));
  }

  @Override
  public Answered answered() {
    String name = prepared.callersName(draft.model());
    byte[] body = caller.encode(draft.answer(name, prepared.now()), call.json());
    return new Answered(body, draft.model(), draft.usage(), Translated.word(draft.finish()));
  }
}
