package io.millrace.provider.protocol;

import static io.millrace.provider.protocol.Names.ascii;

import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.protocol.Prepared.Step;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/*
 * Every event is walked over once, so that nothing malformed passes, and sent on as it came. What
 * is kept of it for the record is little: the text of the first choice, in JSON's own escapes, is
 * appended to a buffer; an event that says anything else is kept whole. A thousand open streams
 * thus cost what their texts cost, not what their envelopes do.
 */
/// OpenAI's stream of chat completions on its way to a caller of the same protocol.
final class ChatStream implements Prepared.AnswerStream {
  private static final byte[] CHOICES = ascii("choices");
  private static final byte[] USAGE = ascii("usage");
  private static final byte[] MODEL = ascii("model");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] DONE = ascii("data: [DONE]\n\n");

  private final JsonCursor cursor = new JsonCursor();
  private final Edits edits = new Edits();
  private final byte @Nullable [] callersName;
  private final boolean usageWanted;
  private final int choicesWanted;
  private final ChatChoice choice;
  private final ChatRecord record = new ChatRecord();
  private final BitSet seen = new BitSet();
  private final BitSet finished = new BitSet();

  private boolean first = true;
  private boolean complete;
  private int choices;
  private int usageFrom;
  private int usageTo;
  private boolean content;
  private boolean plain;

  /// @param callersName the model's name to write, as a JSON string; null to leave the upstream's
  /// @param usageWanted whether the caller asked for usage
  /// @param choicesWanted how many choices the caller asked for
  ChatStream(byte @Nullable [] callersName, boolean usageWanted, int choicesWanted) {
    this.callersName = callersName;
    this.usageWanted = usageWanted;
    this.choicesWanted = choicesWanted;
    this.choice = new ChatChoice(cursor);
  }

  @Override
  public Step accept(SseEvent event) {
    if (complete) {
      return Step.NONE;
    }
    if (event.isEmpty()) {
      return new Step(event.raw(), false, false);
    }
    if (event.isDone()) {
      if (seen.isEmpty()) {
        throw new BadAnswerException("the stream ended without an answer");
      }
      complete = true;
      return new Step(event.raw(), false, true);
    }
    if (event.name().equals("error")) {
      throw new BadAnswerException("the provider told of an error inside the stream");
    }
    read(event);
    keep(event);
    if (!usageWanted && choices == 0 && usageFrom >= 0) {
      return Step.NONE;
    }
    return new Step(edits.apply(event), content, false);
  }

  private void read(SseEvent event) {
    edits.clear();
    choices = 0;
    usageFrom = -1;
    content = false;
    plain = !first;
    int previous = -1;
    cursor.over(event.data(), event.from(), event.to()).openObject();
    while (cursor.nextField()) {
      if (cursor.keyIs(CHOICES) && cursor.peek() == '[') {
        choices(event);
      } else if (cursor.keyIs(USAGE)) {
        usage(previous);
        continue;
      } else if (cursor.keyIs(MODEL)) {
        model();
      } else {
        boolean error = cursor.keyIs(ERROR) && !cursor.atNull();
        cursor.skip();
        if (error) {
          throw new BadAnswerException("the provider told of an error inside the stream");
        }
      }
      previous = cursor.position();
    }
    cursor.finish();
  }

  private void choices(SseEvent event) {
    cursor.openArray();
    while (cursor.nextElement()) {
      choice.read();
      choices++;
      content |= choice.content();
      plain &= choice.plain();
      seen.set(choice.index());
      if (choice.finished()) {
        finished.set(choice.index());
      }
      record.text(event.data(), choice);
    }
    plain &= choices == 1;
  }

  private void model() {
    int from = cursor.position();
    cursor.skip();
    if (callersName != null) {
      edits.replace(from, cursor.position(), callersName);
    }
  }

  /// Takes the field out with one comma beside it, unless the caller asked for it.
  ///
  /// @param previous where the field before ends; -1 when this is the first that stays
  private void usage(int previous) {
    int key = cursor.keyStart();
    int from = cursor.position();
    boolean told = cursor.peek() == '{';
    cursor.skip();
    int to = cursor.position();
    if (told) {
      usageFrom = from;
      usageTo = to;
    }
    if (usageWanted) {
      return;
    }
    if (previous >= 0) {
      edits.remove(previous, to);
    } else {
      edits.remove(key, cursor.peek() == ',' ? cursor.position() + 1 : to);
    }
  }

  private void keep(SseEvent event) {
    if (usageFrom >= 0) {
      record.usage(event.data(), usageFrom, usageTo);
    }
    if (!plain && (choices > 0 || first)) {
      record.event(event.data(), event.from(), event.to());
    }
    first = false;
  }

  @Override
  public Step end() {
    if (complete) {
      return Step.NONE;
    }
    if (finished.isEmpty()
        || finished.cardinality() < Math.max(seen.cardinality(), choicesWanted)) {
      throw new BadAnswerException("the stream ended before the answer did");
    }
    complete = true;
    return new Step(DONE.clone(), false, true);
  }

  @Override
  public Answered answered() {
    return record.answered(callersName);
  }
}
