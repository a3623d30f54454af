package io.millrace.model;

import java.util.List;
import java.util.Objects;

/// What an application asked: the model's name, the messages, and the form of the answer it wants.
public record Request(String model, List<Message> messages, RequestForm form) {
  public Request {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(form, "form");
    messages = List.copyOf(messages);
  }
}
