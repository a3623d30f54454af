package io.millrace.store;

import org.jspecify.annotations.Nullable;

/// Something that is kept could not be read or written: names the place, what was wrong and what to
/// do about it.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String place;
  private final String remedy;

  /// @param place the file or folder, as the user knows it
  /// @param problem what was wrong, without secrets and without text of prompts
  /// @param remedy what to do
  public StoreException(String place, String problem, String remedy, @Nullable Throwable cause) {
    super(place + ": " + problem + ". " + remedy, cause);
    this.place = place;
    this.remedy = remedy;
  }

  public String place() {
    return place;
  }

  public String remedy() {
    return remedy;
  }
}
