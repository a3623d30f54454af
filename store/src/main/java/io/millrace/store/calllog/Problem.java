package io.millrace.store.calllog;

import java.util.Objects;

/// Something in a log that could not be read as a call, or not in full.
///
/// @param file the input as the user named it; for a file of a folder, its path
/// @param line where the record begins, counted from 1; 0 when the problem is the file's
/// @param kind what sort of problem
/// @param message what was wrong and, where something can be done, what; never text of a prompt
public record Problem(String file, long line, Kind kind, String message) {
  public Problem {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(message, "message");
  }

  /// `file:line: message`, as compilers write it.
  public String text() {
    return line == 0 ? file + ": " + message : file + ":" + line + ": " + message;
  }

  /// The sorts of problems. Every one but [#CUT_SHORT] and [#UNREADABLE] stands for a skipped
  /// record.
  public enum Kind {
    /// A line or element that is not JSON, or a row that does not fit its header.
    BROKEN,
    /// A record longer than the limit.
    TOO_LONG,
    /// Bytes that are not UTF-8.
    NOT_UTF8,
    /// JSON nested deeper than the parser allows.
    TOO_DEEP,
    /// JSON, but not a call in any known shape.
    NOT_A_CALL,
    /// A call without a usable time.
    NO_TIME,
    /// A call whose id was seen before.
    DUPLICATE,
    /// The file ends in the middle of its compressed data; what came before is kept.
    CUT_SHORT,
    /// The file could not be opened or read on.
    UNREADABLE;

    /// Whether a problem of this kind means that one record was left out.
    public boolean skipsRecord() {
      return this != CUT_SHORT && this != UNREADABLE;
    }
  }
}
