package io.millrace.app;

import io.millrace.app.config.Loading;
import java.nio.file.Path;
import java.util.Optional;

/// Where a server's configuration comes from, again at every reload.
///
/// @param file what is watched for changes; empty when there is no file
record ConfigSource(Optional<Path> file, Reader reader) {
  /// Reads it as it is now.
  interface Reader {
    Loading read();
  }

  Loading read() {
    return reader.read();
  }
}
