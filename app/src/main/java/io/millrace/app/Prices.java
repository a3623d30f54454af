package io.millrace.app;

import io.millrace.model.PriceCatalogue;
import io.millrace.store.price.PriceFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The price list that a command works with.
final class Prices {
  private Prices() {}

  /// @param file what `--prices` says; null for the built-in list
  static PriceCatalogue read(@Nullable Path file) {
    return file == null ? PriceFiles.builtIn() : PriceFiles.read(file);
  }
}
