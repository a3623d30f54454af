package io.millrace.sandbox;

import java.time.LocalDate;
import java.util.List;

/// How an application wraps a question into messages. Implementations are immutable.
interface Prompt {

  /// The messages of a request.
  ///
  /// @param dayNumber the day of the log, the first is 1
  /// @param date the same day in the calendar
  List<Message> messages(Question question, int dayNumber, LocalDate date);
}
