package io.millrace.sandbox;

/// One message of a request: `role` is system, user or assistant.
record Message(String role, String content) {

  static Message system(String content) {
    return new Message("system", content);
  }

  static Message user(String content) {
    return new Message("user", content);
  }

  static Message assistant(String content) {
    return new Message("assistant", content);
  }
}
