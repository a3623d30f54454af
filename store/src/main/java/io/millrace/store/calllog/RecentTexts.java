package io.millrace.store.calllog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the texts that were written lately stand, so that one that comes again need not be written
/// again. Holds at most 8 million characters; the text not used for longest goes first. One thread
/// at a time.
final class RecentTexts {
  private static final long MOST_CHARACTERS = 8_000_000;

  private final LinkedHashMap<String, Long> places = new LinkedHashMap<>(1024, 0.75f, true);
  private long characters;

  /// The place of a text; null when it is not held.
  @Nullable Long place(String text) {
    return places.get(text);
  }

  void add(String text, long place) {
    if (text.length() > MOST_CHARACTERS / 8) {
      return;
    }
    places.put(text, place);
    characters += text.length();
    var oldest = places.entrySet().iterator();
    while (characters > MOST_CHARACTERS && oldest.hasNext()) {
      Map.Entry<String, Long> entry = oldest.next();
      characters -= entry.getKey().length();
      oldest.remove();
    }
  }

  void clear() {
    places.clear();
    characters = 0;
  }
}
