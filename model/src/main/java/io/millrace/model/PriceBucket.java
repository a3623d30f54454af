package io.millrace.model;

/// A bucket of [Usage] that a price can have a rate for, in the order of the record's components.
public enum PriceBucket {
  INPUT,
  CACHE_READ,
  CACHE_WRITE,
  CACHE_WRITE_HOUR,
  AUDIO_INPUT,
  IMAGE_INPUT,
  OUTPUT,
  REASONING,
  AUDIO_OUTPUT;

  /// The tokens of this bucket.
  public long tokens(Usage usage) {
    return switch (this) {
      case INPUT -> usage.input();
      case CACHE_READ -> usage.cacheRead();
      case CACHE_WRITE -> usage.cacheWrite();
      case CACHE_WRITE_HOUR -> usage.cacheWriteHour();
      case AUDIO_INPUT -> usage.audioInput();
      case IMAGE_INPUT -> usage.imageInput();
      case OUTPUT -> usage.output();
      case REASONING -> usage.reasoning();
      case AUDIO_OUTPUT -> usage.audioOutput();
    };
  }
}
