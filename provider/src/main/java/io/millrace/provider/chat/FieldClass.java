package io.millrace.provider.chat;

/// What becomes of a request's field on its way to an upstream of another protocol.
public enum FieldClass {
  /// It is said in the other protocol's words.
  TRANSLATED,
  /// A hint whose loss changes no meaning: dropped, and named in a header of the answer.
  NEUTRAL,
  /// Its loss would change what the request means: a 400 that names it.
  MEANING
}
