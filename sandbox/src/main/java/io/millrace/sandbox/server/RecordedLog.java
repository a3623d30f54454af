package io.millrace.sandbox.server;

import io.millrace.model.Answer;
import io.millrace.model.Call;
import io.millrace.model.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Recorded answers in memory, found by messages and model, else by messages alone. A request that
/// was recorded more than once gets its answers in the order they were added, over and over. Keeps
/// a digest of each request, not its text. Thread-safe.
public final class RecordedLog implements RecordedAnswers {
  /// The first half of a SHA-256.
  private record Digest(long high, long low) {}

  private final Map<Digest, Takes> known = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();

  /// An empty log.
  public RecordedLog() {}

  /// Adds a call; one without messages or without a known answer is passed over.
  public void add(Call call) {
    if (call.request().messages().isEmpty() || call.answer() instanceof Answer.Absent) {
      return;
    }
    add(
        call.request().model(),
        call.request().messages(),
        new Recorded(call.answer(), call.usage()));
  }

  /// Adds an answer to a request.
  ///
  /// @param model empty when it is not known
  public void add(String model, List<Message> messages, Recorded recorded) {
    if (!model.isEmpty()) {
      known.computeIfAbsent(digest(model, messages), _ -> new Takes()).add(recorded);
    }
    known.computeIfAbsent(digest("", messages), _ -> new Takes()).add(recorded);
    size.incrementAndGet();
  }

  /// How many answers were added.
  public int size() {
    return size.get();
  }

  @Override
  public Optional<Recorded> find(String model, List<Message> messages) {
    Takes takes = known.get(digest(model, messages));
    if (takes == null) {
      takes = known.get(digest("", messages));
    }
    return takes == null ? Optional.empty() : Optional.of(takes.next());
  }

  private static Digest digest(String model, List<Message> messages) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      absorb(digest, model);
      for (Message message : messages) {
        absorb(digest, role(message.role()));
        absorb(digest, message.text());
      }
      var bytes = ByteBuffer.wrap(digest.digest());
      return new Digest(bytes.getLong(), bytes.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String role(String name) {
    return switch (name) {
      case "developer" -> "system";
      case "function" -> "tool";
      default -> name;
    };
  }

  private static void absorb(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
    digest.update(bytes);
  }

  /// The answers to one request.
  private static final class Takes {
    private final List<Recorded> answers = new ArrayList<>(1);
    private int next;

    synchronized void add(Recorded answer) {
      answers.add(answer);
    }

    synchronized Recorded next() {
      var answer = answers.get(next);
      next = (next + 1) % answers.size();
      return answer;
    }
  }
}
