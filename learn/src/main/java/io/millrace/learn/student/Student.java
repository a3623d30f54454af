package io.millrace.learn.student;

import java.io.DataOutput;
import java.io.IOException;

/// A small model trained on a teacher's answers. Immutable and safe to share between threads.
///
/// Input is the text of a call's input slots joined by [#SLOT_SEPARATOR] (most scenarios have one
/// slot), without the template's constant text. What comes back are the bytes that would be sent.
public interface Student {
  /// Joins the texts of several slots; never part of a slot's text.
  char SLOT_SEPARATOR = '\u001E';

  /// Answers one input. A call costs tens of microseconds for students without an encoder.
  Prediction answer(String input);

  /// What this student is made of, in words: its kind, members, sizes.
  StudentInfo info();

  /// Writes everything that [Students#read] needs to restore it; the bytes depend on nothing but
  /// the student (no times, no paths).
  void write(DataOutput out) throws IOException;
}
