package io.millrace.app.config;

import java.util.List;
import java.util.Optional;

/// What reading a configuration came to: a configuration, or every reason why there is none.
/// Immutable.
///
/// @param configuration empty when at least one problem is an error
/// @param problems in the order of the file; all of them
public record Loading(Optional<Configuration> configuration, List<Problem> problems) {
  public Loading {
    problems = List.copyOf(problems);
  }
}
