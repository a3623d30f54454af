package io.millrace.store.control;

/// How far a policy's observations are folded, and into what.
///
/// @param lastSeq the last observation that is in it
/// @param state the monitors' state; its format is theirs
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record Watched(String policy, long lastSeq, byte[] state) {}
