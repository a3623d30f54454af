package io.millrace.learn.student;

import java.util.List;

/// What a student is made of, for reports and provenance.
///
/// @param kind `label` or `record`
/// @param members short names of its parts in order, such as `ngram`, `tokens`, `bge-small-en`,
///   `tagger`
/// @param encoder true when a member needs the encoder runtime (milliseconds instead of
///   microseconds)
/// @param bytes the size of its weights as stored
public record StudentInfo(String kind, List<String> members, boolean encoder, long bytes) {
  public StudentInfo {
    members = List.copyOf(members);
  }
}
