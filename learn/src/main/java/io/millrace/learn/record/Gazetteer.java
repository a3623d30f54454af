package io.millrace.learn.record;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values that training answers held, by field, and where they occur in a text. Learned data
/// are immutable; the matches of the last text are not: one thread at a time, [#copy] for each.
///
/// In training an example must not recognise its own values by themselves, or the tagger would
/// learn to trust what it will not find later: a value counts only if another example has it too.
final class Gazetteer {
  private static final int LONGEST = 8;
  private static final int MAX_FIELDS_EACH = 3;

  /// By hash of the value, index of its first entry in `rows`.
  private final IntTable index;

  /// Entries of `field, count`, ended by -1.
  private final int[] rows;

  private final IntTable starts;
  private int[] firstMatch = new int[0];
  private int[] nextMatch = new int[16];
  private int[] matches = new int[16];
  private int found;

  /// An example's own values by hash and field.
  record Own(Map<Long, Integer> counts) {}

  private Gazetteer(IntTable index, int[] rows, IntTable starts) {
    this.index = index;
    this.rows = rows;
    this.starts = starts;
  }

  Gazetteer copy() {
    return new Gazetteer(index, rows, starts);
  }

  static Gazetteer learn(List<Tokens> texts, List<List<Span>> spans) {
    Map<Integer, Map<Integer, Integer>> counts = new HashMap<>();
    var starts = new IntTable();
    for (int e = 0; e < texts.size(); e++) {
      for (Span span : spans.get(e)) {
        if (span.last() - span.first() < LONGEST) {
          counts
              .computeIfAbsent(hash(texts.get(e), span), _ -> new HashMap<>())
              .merge(span.field(), 1, Integer::sum);
          int start = WordCases.key(texts.get(e), span.first());
          int length = span.last() - span.first() + 1;
          starts.put(start, Math.max(length, starts.get(start, 0)));
        }
      }
    }
    return of(counts, starts);
  }

  private static Gazetteer of(Map<Integer, Map<Integer, Integer>> counts, IntTable starts) {
    var index = new IntTable();
    var rows = new int[16];
    int size = 0;
    for (int key : counts.keySet().stream().sorted().mapToInt(k -> k).toArray()) {
      List<Map.Entry<Integer, Integer>> fields =
          counts.getOrDefault(key, Map.of()).entrySet().stream()
              .sorted(
                  Map.Entry.<Integer, Integer>comparingByValue()
                      .reversed()
                      .thenComparing(Map.Entry.comparingByKey()))
              .limit(MAX_FIELDS_EACH)
              .toList();
      rows =
          size + 2 * fields.size() + 1 > rows.length ? Arrays.copyOf(rows, 2 * rows.length) : rows;
      index.put(key, size);
      for (Map.Entry<Integer, Integer> field : fields) {
        rows[size++] = field.getKey();
        rows[size++] = field.getValue();
      }
      rows[size++] = -1;
    }
    return new Gazetteer(index, Arrays.copyOf(rows, size), starts);
  }

  private static int hash(Tokens tokens, Span span) {
    int hash = 1;
    for (int i = span.first(); i <= span.last(); i++) {
      hash = step(hash, WordCases.key(tokens, i));
    }
    return key(hash);
  }

  private static int step(int hash, int word) {
    return Observations.finish(hash * 31 + word);
  }

  private static int key(int hash) {
    return hash == 0 ? 1 : hash;
  }

  /// What an example must not know.
  static Own own(Tokens tokens, List<Span> spans) {
    Map<Long, Integer> counts = new HashMap<>();
    for (Span span : spans) {
      counts.merge((long) hash(tokens, span) << 32 | span.field(), 1, Integer::sum);
    }
    return new Own(counts);
  }

  /// Finds all known values, overlapping ones too: the tagger weighs them.
  ///
  /// @param words hashes of the tokens in small letters, from index 2 on
  void look(int[] words, int size, @Nullable Own own) {
    if (firstMatch.length < size) {
      firstMatch = new int[size];
    }
    Arrays.fill(firstMatch, 0, size, -1);
    found = 0;
    for (int i = 0; i < size; i++) {
      int longest = Math.min(starts.get(key(words[i + 2]), 0), size - i);
      int hash = 1;
      for (int n = 1; n <= longest; n++) {
        hash = step(hash, key(words[i + n + 1]));
        int row = index.get(key(hash), -1);
        if (row >= 0) {
          mark(row, key(hash), i, n, own);
        }
      }
    }
  }

  private void mark(int row, int hash, int at, int length, @Nullable Own own) {
    for (int r = row; rows[r] >= 0; r += 2) {
      int count = rows[r + 1];
      if (own != null) {
        count -= own.counts().getOrDefault((long) hash << 32 | rows[r], 0);
      }
      if (count > 0) {
        for (int n = 0; n < length; n++) {
          int position =
              length == 1
                  ? States.UNIT
                  : n == 0 ? States.BEGIN : n == length - 1 ? States.LAST : States.INSIDE;
          add(at + n, (rows[r] * 4 + position) * 8 + Math.min(length, 3) * 2 + (count > 3 ? 1 : 0));
        }
      }
    }
  }

  private void add(int token, int match) {
    if (found == matches.length) {
      matches = Arrays.copyOf(matches, 2 * found);
      nextMatch = Arrays.copyOf(nextMatch, 2 * found);
    }
    matches[found] = match;
    nextMatch[found] = firstMatch[token];
    firstMatch[token] = found++;
  }

  int first(int token) {
    return firstMatch[token];
  }

  int next(int match) {
    return nextMatch[match];
  }

  int match(int match) {
    return matches[match];
  }

  /// Whether what was read ends where it should.
  boolean fits() {
    return (rows.length == 0 || rows[rows.length - 1] == -1)
        && Arrays.stream(index.keys()).allMatch(key -> index.get(key, -1) < rows.length)
        && Arrays.stream(starts.keys()).allMatch(key -> starts.get(key, 0) <= LONGEST)
        && Arrays.stream(rows).allMatch(value -> value >= -1);
  }

  void write(DataOutput out) throws IOException {
    write(out, index);
    out.writeInt(rows.length);
    for (int value : rows) {
      out.writeInt(value);
    }
    write(out, starts);
  }

  private static void write(DataOutput out, IntTable table) throws IOException {
    int[] keys = table.keys();
    out.writeInt(keys.length);
    for (int key : keys) {
      out.writeInt(key);
      out.writeInt(table.get(key, 0));
    }
  }

  static Gazetteer read(DataInput in) throws IOException {
    IntTable index = readTable(in);
    int[] rows = new int[Stored.count(in)];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = in.readInt();
    }
    return new Gazetteer(index, rows, readTable(in));
  }

  private static IntTable readTable(DataInput in) throws IOException {
    var table = new IntTable();
    for (int left = Stored.count(in); left > 0; left--) {
      table.put(in.readInt(), in.readInt());
    }
    return table;
  }
}
