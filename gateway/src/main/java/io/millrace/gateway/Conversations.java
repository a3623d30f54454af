package io.millrace.gateway;

import io.millrace.model.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which model answered the latest turn of each conversation: the messages of a call are those of
/// the next one up to the answer. A few thousand, the latest, in memory alone. Thread-safe.
final class Conversations {
  /// After this no provider keeps what it has read.
  static final Duration WARM = Duration.ofMinutes(10);

  private static final int MOST = 4096;

  private final Map<Long, Turn> turns =
      new LinkedHashMap<>(16, 0.75f, false) {
        @java.io.Serial private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Turn> eldest) {
          return size() > MOST;
        }
      };

  private record Turn(String model, Instant at) {}

  /// Notes who answered a call with these messages.
  void answered(List<Message> messages, String model, Instant at) {
    long key = key(messages);
    synchronized (turns) {
      turns.remove(key);
      turns.put(key, new Turn(model, at));
    }
  }

  /// Who answered the turn before, if that was just now; empty for a first turn.
  Optional<String> before(List<Message> messages, Instant now) {
    int answer = lastAnswer(messages);
    if (answer < 0) {
      return Optional.empty();
    }
    long key = key(messages.subList(0, answer));
    synchronized (turns) {
      Turn turn = turns.get(key);
      return turn == null || turn.at().plus(WARM).isBefore(now)
          ? Optional.empty()
          : Optional.of(turn.model());
    }
  }

  /// The place of the last message of an assistant; -1 without one.
  static int lastAnswer(List<Message> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role().equals("assistant")) {
        return i;
      }
    }
    return -1;
  }

  /// FNV-1a over roles and texts.
  private static long key(List<Message> messages) {
    long hash = 0xcbf29ce484222325L;
    for (Message message : messages) {
      hash = add(add(hash, message.role()), message.text());
    }
    return hash;
  }

  private static long add(long start, String text) {
    long hash = start;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return (hash ^ 0x1ffff) * 0x100000001b3L;
  }
}
