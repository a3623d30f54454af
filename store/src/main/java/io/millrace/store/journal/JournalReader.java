package io.millrace.store.journal;

import java.nio.file.Path;
import java.util.function.Consumer;

/// Reads a journal from its folder, also while another process writes it. Positions are offsets in
/// bytes since the journal's beginning, over all segments. One thread at a time.
public final class JournalReader {
  private JournalReader() {}

  /// @param from where to begin: 0 for the first entry still there, or what [#position] said
  public static JournalReader at(Path folder, long from) {
    throw new UnsupportedOperationException();
  }

  /// Hands out every whole entry from here on, in order, and returns at the end of what is written
  /// by now.
  ///
  /// @return how many there were
  /// @throws JournalException for a record that is damaged with others after it
  public int read(Consumer<Entry> consumer) {
    throw new UnsupportedOperationException();
  }

  /// After the last entry handed out.
  public long position() {
    throw new UnsupportedOperationException();
  }
}
