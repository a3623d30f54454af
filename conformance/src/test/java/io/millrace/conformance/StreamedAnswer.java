package io.millrace.conformance;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Collects what LangChain4j hands over of a stream. Written by the client's thread.
final class StreamedAnswer implements StreamingChatResponseHandler {
  private static final long PATIENCE_SECONDS = 20;

  private final StringBuilder text = new StringBuilder();
  private final CompletableFuture<StreamingHandle> begun = new CompletableFuture<>();
  private final CompletableFuture<ChatResponse> ended = new CompletableFuture<>();

  @Override
  public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
    synchronized (text) {
      text.append(part.text());
    }
    begun.complete(context.streamingHandle());
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    ended.complete(response);
  }

  @Override
  public void onError(Throwable error) {
    ended.completeExceptionally(error);
  }

  /// The parts so far.
  String joined() {
    synchronized (text) {
      return text.toString();
    }
  }

  /// Waits for the end.
  ChatResponse response() {
    return got(ended);
  }

  /// Waits for the failure.
  Throwable error() {
    try {
      var response = ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("it ended well: " + response);
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /// Waits for the first part, then goes.
  void cancel() {
    got(begun).cancel();
  }

  private static <T> T got(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
