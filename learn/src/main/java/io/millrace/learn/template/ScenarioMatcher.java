package io.millrace.learn.template;

import io.millrace.model.Message;
import io.millrace.model.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Recognises the calls of known scenarios. Immutable and safe to share between threads.
///
/// A request belongs to the version with the most constant text that fits it exactly: its constants
/// and the slots' texts concatenated give back each message. How a message splits is said at
/// [CompiledVersion]. A request whose input holds the slot separator is not recognised.
///
/// A version is filed under a hash of one piece of its constant text, taken at a place that depends
/// on the message alone (its whole, or its first or last 2, 4, 8, ... 1024 characters); of all such
/// pieces, under the one that fewest other versions share. A request is looked up at each place in
/// use, so the cost does not grow with the number of templates.
public final class ScenarioMatcher {
  private record Entry(CompiledVersion compiled, String scenarioId, int version, int rank) {}

  /// A place in a message: its first or last `length` characters, or, for 0, the whole.
  private record Place(int message, boolean tail, int length) {
    boolean in(List<Message> messages) {
      return message < messages.size() && messages.get(message).text().length() >= length;
    }

    int hash(String text) {
      if (length == 0) {
        return text.hashCode();
      }
      int from = tail ? text.length() - length : 0;
      return text.substring(from, from + length).hashCode();
    }
  }

  private record Filed(Place place, Map<Integer, Entry[]> entries) {}

  /// The versions with one sequence of roles: those filed by a piece, and those that have none.
  @SuppressWarnings("ArrayRecordComponent") // stays in this package, never compared
  private record Shelf(Filed[] filed, Entry[] others) {}

  private final Map<String, Shelf> shelves;
  private final Map<String, Shelf> openShelves;
  private final int[] openLengths;

  private ScenarioMatcher(List<Entry> entries) {
    var exact = new HashMap<String, List<Entry>>();
    var open = new HashMap<String, List<Entry>>();
    var lengths = new ArrayList<Integer>();
    for (Entry entry : entries) {
      TemplateVersion version = entry.compiled().version;
      (version.openTurns() ? open : exact)
          .computeIfAbsent(roles(version), _ -> new ArrayList<>())
          .add(entry);
      if (version.openTurns()) {
        lengths.add(version.messages().size());
      }
    }
    shelves = shelve(exact);
    openShelves = shelve(open);
    openLengths = lengths.stream().mapToInt(Integer::intValue).distinct().toArray();
  }

  /// A matcher of these scenarios.
  public static ScenarioMatcher of(List<ScenarioTemplate> scenarios) {
    var entries = new ArrayList<Entry>();
    for (ScenarioTemplate scenario : scenarios) {
      for (int v = 0; v < scenario.versions().size(); v++) {
        var compiled = new CompiledVersion(scenario.versions().get(v));
        entries.add(new Entry(compiled, scenario.id(), v, 0));
      }
    }
    entries.sort(Comparator.comparingInt(entry -> -entry.compiled().constantLength));
    var ranked = new ArrayList<Entry>();
    for (Entry entry : entries) {
      ranked.add(new Entry(entry.compiled(), entry.scenarioId(), entry.version(), ranked.size()));
    }
    return new ScenarioMatcher(ranked);
  }

  /// The scenario that a request belongs to, or null.
  public @Nullable Match match(Request request) {
    List<Message> messages = request.messages();
    Entry best = null;
    int[] bestSpans = null;
    Shelf shelf = shelves.get(roles(messages, messages.size()));
    for (int look = -1; look < openLengths.length; look++) {
      if (look >= 0) {
        int length = openLengths[look];
        shelf = length < messages.size() ? openShelves.get(roles(messages, length)) : null;
      }
      Entry found = shelf == null ? null : best(shelf, messages, best);
      if (found != null) {
        best = found;
        bestSpans = found.compiled().spans(messages);
      }
    }
    if (best == null || bestSpans == null) {
      return null;
    }
    String input = best.compiled().input(messages, bestSpans);
    return input == null ? null : new Match(best.scenarioId(), best.version(), input);
  }

  private static @Nullable Entry best(Shelf shelf, List<Message> messages, @Nullable Entry floor) {
    int rank = floor == null ? Integer.MAX_VALUE : floor.rank();
    Entry best = null;
    for (Filed filed : shelf.filed()) {
      Place place = filed.place();
      if (place.in(messages)) {
        Entry[] candidates = filed.entries().get(place.hash(messages.get(place.message()).text()));
        Entry found = candidates == null ? null : first(candidates, messages, rank);
        if (found != null) {
          best = found;
          rank = found.rank();
        }
      }
    }
    Entry found = first(shelf.others(), messages, rank);
    return found == null ? best : found;
  }

  private static @Nullable Entry first(Entry[] candidates, List<Message> messages, int before) {
    for (Entry entry : candidates) {
      if (entry.rank() >= before) {
        return null;
      }
      if (entry.compiled().spans(messages) != null) {
        return entry;
      }
    }
    return null;
  }

  private static String roles(TemplateVersion version) {
    var roles = new StringBuilder();
    version.messages().forEach(message -> roles.append(message.role()).append('\n'));
    return roles.toString();
  }

  private static String roles(List<Message> messages, int count) {
    var roles = new StringBuilder();
    for (int i = 0; i < count; i++) {
      roles.append(messages.get(i).role()).append('\n');
    }
    return roles.toString();
  }

  private static Map<String, Shelf> shelve(Map<String, List<Entry>> byRoles) {
    var shelves = new HashMap<String, Shelf>();
    byRoles.forEach((roles, entries) -> shelves.put(roles, shelf(entries)));
    return shelves;
  }

  private static Shelf shelf(List<Entry> entries) {
    var crowd = new HashMap<Place, Map<Integer, Integer>>();
    for (Entry entry : entries) {
      pieces(entry.compiled())
          .forEach((place, hash) ->
              crowd.computeIfAbsent(place, _ -> new HashMap<>()).merge(hash, 1, Integer::sum));
    }
    var filed = new HashMap<Place, Map<Integer, List<Entry>>>();
    var others = new ArrayList<Entry>();
    for (Entry entry : entries) {
      Map<Place, Integer> pieces = pieces(entry.compiled());
      Place place = choose(pieces, crowd);
      if (place == null) {
        others.add(entry);
      } else {
        filed
            .computeIfAbsent(place, _ -> new HashMap<>())
            .computeIfAbsent(pieces.get(place), _ -> new ArrayList<>())
            .add(entry);
      }
    }
    return new Shelf(freeze(filed), others.toArray(Entry[]::new));
  }

  private static Filed[] freeze(Map<Place, Map<Integer, List<Entry>>> filed) {
    var frozen = new ArrayList<Filed>();
    filed.forEach((place, byHash) -> {
      var entries = new HashMap<Integer, Entry[]>();
      byHash.forEach((hash, list) -> entries.put(hash, list.toArray(Entry[]::new)));
      frozen.add(new Filed(place, entries));
    });
    frozen.sort(Comparator.comparing(each -> each.place().toString()));
    return frozen.toArray(Filed[]::new);
  }

  /// The place with the least crowded piece; of equals, the one with the fewest characters to hash.
  private static @Nullable Place choose(
      Map<Place, Integer> pieces, Map<Place, Map<Integer, Integer>> crowd) {
    Place best = null;
    int fewest = Integer.MAX_VALUE;
    for (Map.Entry<Place, Integer> piece : pieces.entrySet()) {
      Map<Integer, Integer> counts = crowd.getOrDefault(piece.getKey(), Map.of());
      int count = counts.getOrDefault(piece.getValue(), 1);
      if (count < fewest || (count == fewest && best != null && preferred(piece.getKey(), best))) {
        best = piece.getKey();
        fewest = count;
      }
    }
    return best;
  }

  private static boolean preferred(Place place, Place other) {
    int cost = place.length() == 0 ? 512 : place.length();
    int otherCost = other.length() == 0 ? 512 : other.length();
    return Arrays.compare(
            new int[] {cost, place.message(), place.tail() ? 1 : 0},
            new int[] {otherCost, other.message(), other.tail() ? 1 : 0})
        < 0;
  }

  private static Map<Place, Integer> pieces(CompiledVersion version) {
    var pieces = new HashMap<Place, Integer>();
    for (int m = 0; m < version.version.messages().size(); m++) {
      if (version.constant(m)) {
        pieces.put(new Place(m, false, 0), version.head(m).hashCode());
      }
      for (int length = 2; length <= 1024; length *= 2) {
        for (boolean tail : new boolean[] {false, true}) {
          String constant = tail ? version.tail(m) : version.head(m);
          var place = new Place(m, tail, length);
          if (constant.length() >= length) {
            pieces.put(place, place.hash(constant));
          }
        }
      }
    }
    return pieces;
  }
}
