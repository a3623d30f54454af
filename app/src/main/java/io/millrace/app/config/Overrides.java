package io.millrace.app.config;

import java.nio.file.Path;
import java.util.Optional;

/// What the command line says; it goes before what a file says. Immutable.
///
/// @param serve whether students answer; empty to leave it to the file
public record Overrides(
    Optional<String> host,
    Optional<Integer> port,
    Optional<Path> data,
    Optional<Path> policies,
    Optional<Boolean> serve) {
  /// Nothing is overridden.
  public static final Overrides NONE =
      new Overrides(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
