package io.millrace.sandbox.server;

/// What sets one answer apart from an equal one. Immutable.
///
/// @param id hexadecimal digits, 24 of them, different for each answer
/// @param created seconds since 1970
record Stamp(String id, long created) {
  /// The id of a part of the answer.
  ///
  /// @param prefix as the protocol writes it
  String id(String prefix) {
    return prefix + id;
  }

  /// The id of one of several parts.
  String id(String prefix, int number) {
    return prefix + id + (number < 10 ? "0" : "") + number;
  }
}
