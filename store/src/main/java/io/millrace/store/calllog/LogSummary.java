package io.millrace.store.calllog;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What reading a log came to. Counts are exact, whatever was listed in detail.
///
/// @param files in the order read
/// @param first the earliest time of a call
/// @param last the latest
public record LogSummary(List<FileSummary> files, Optional<Instant> first, Optional<Instant> last) {
  public LogSummary {
    files = List.copyOf(files);
  }

  /// Calls handed on.
  public long calls() {
    return files.stream().mapToLong(FileSummary::calls).sum();
  }

  /// Of these, calls without messages: they can be priced and nothing else.
  public long callsWithoutMessages() {
    return files.stream().mapToLong(FileSummary::callsWithoutMessages).sum();
  }

  /// Records left out because of a problem.
  public long skipped() {
    return files.stream().mapToLong(FileSummary::skipped).sum();
  }

  /// Records left out because they are rightly in such a log and are no calls: spans, events.
  public long ignored() {
    return files.stream().mapToLong(FileSummary::ignored).sum();
  }

  /// Problems by kind over all files.
  public Map<Problem.Kind, Long> problems() {
    var sum = new EnumMap<Problem.Kind, Long>(Problem.Kind.class);
    files.forEach(file -> file.problems().forEach((kind, n) -> sum.merge(kind, n, Long::sum)));
    return sum;
  }

  /// Inputs without one usable call.
  public List<FileSummary> unusable() {
    return files.stream().filter(file -> file.unusable().isPresent()).toList();
  }

  /// What reading one file came to.
  ///
  /// @param file as in [Problem#file()]
  /// @param calls handed on
  /// @param callsWithoutMessages of these
  /// @param ignored records that are rightly no calls
  /// @param problems by kind
  /// @param unusable why not one call could be used; empty when one could
  public record FileSummary(
      String file,
      long calls,
      long callsWithoutMessages,
      long ignored,
      Map<Problem.Kind, Long> problems,
      Optional<String> unusable) {
    public FileSummary {
      problems = Map.copyOf(problems);
    }

    /// Records left out because of a problem.
    public long skipped() {
      return problems.entrySet().stream()
          .filter(entry -> entry.getKey().skipsRecord())
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }
}
