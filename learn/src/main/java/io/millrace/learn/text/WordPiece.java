package io.millrace.learn.text;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;

/// BERT's tokeniser: clean, lower-case and strip accents, split at white space, punctuation and
/// Chinese characters, then cut each word greedily into the longest pieces of a vocabulary.
///
/// The result equals that of the `BertNormalizer`, `BertPreTokenizer` and `WordPiece` sections of a
/// `tokenizer.json`, with two differences: special tokens written out in the text are ordinary
/// text, and U+001E, which separates slots, becomes `[SEP]`.
///
/// Immutable and safe to share between threads. Time is linear in the text for words of bounded
/// length; a word of over 100 code points is one unknown token.
public final class WordPiece {
  private static final int LONGEST_WORD = 100;
  private static final int BASE = 0x01000193;
  private static final char SLOT_SEPARATOR = '\u001E';

  private final char[] pool;
  private final int[] offsets;
  private final int[] slots;
  private final int[] powers = new int[2 * LONGEST_WORD + 2];
  private final boolean lowerCase;
  private final int unknown;
  private final int separator;
  private final int start;

  /// A tokeniser over `vocabulary`, whose order gives the ids and in which `##` marks a piece that
  /// continues a word.
  ///
  /// @param lowerCase whether to lower-case and strip accents
  /// @throws IllegalArgumentException when `[UNK]`, `[CLS]` or `[SEP]` is missing
  public WordPiece(List<String> vocabulary, boolean lowerCase) {
    this.lowerCase = lowerCase;
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * BASE;
    }
    offsets = new int[vocabulary.size() + 1];
    for (int i = 0; i < vocabulary.size(); i++) {
      offsets[i + 1] = offsets[i] + vocabulary.get(i).length();
    }
    pool = new char[offsets[vocabulary.size()]];
    slots = new int[Integer.highestOneBit(Math.max(2, vocabulary.size()) * 4 - 1)];
    Arrays.fill(slots, -1);
    for (int i = 0; i < vocabulary.size(); i++) {
      vocabulary.get(i).getChars(0, vocabulary.get(i).length(), pool, offsets[i]);
      insert(i);
    }
    unknown = required("[UNK]");
    start = required("[CLS]");
    separator = required("[SEP]");
  }

  /// The number of tokens.
  public int size() {
    return offsets.length - 1;
  }

  /// The text of a token, with its `##`.
  public String token(int id) {
    return new String(pool, offsets[id], offsets[id + 1] - offsets[id]);
  }

  /// The id of `[UNK]`.
  public int unknown() {
    return unknown;
  }

  /// The id of `[CLS]`.
  public int start() {
    return start;
  }

  /// The id of `[SEP]`.
  public int separator() {
    return separator;
  }

  /// The ids of `text`, without `[CLS]` and `[SEP]` around them: all, or the first `limit`.
  public int[] tokenise(String text, int limit) {
    var out = new Sink(limit);
    var word = new char[2 * LONGEST_WORD];
    int length = 0;
    int points = 0;
    String clean =
        lowerCase && decomposes(text) ? Normalizer.normalize(text, Normalizer.Form.NFD) : text;
    for (int i = 0; i < clean.length() && !out.full(); ) {
      int point = clean.codePointAt(i);
      i += Character.charCount(point);
      Kind kind = kind(point);
      if (kind == Kind.DROPPED) {
        continue;
      }
      if (kind != Kind.WORD) {
        cut(word, length, points, out);
        length = 0;
        points = 0;
        if (point == SLOT_SEPARATOR) {
          out.add(separator);
        } else if (kind == Kind.ALONE) {
          cut(word, put(point, word, 0), 1, out);
        }
      } else if (++points <= LONGEST_WORD) {
        length = put(point, word, length);
      }
    }
    cut(word, length, points, out);
    return out.ids();
  }

  private int put(int point, char[] word, int length) {
    if (!lowerCase) {
      return length + Character.toChars(point, word, length);
    }
    if (point == 'İ') {
      return length + Character.toChars('i', word, length);
    }
    return length + Character.toChars(Character.toLowerCase(point), word, length);
  }

  private void cut(char[] word, int length, int points, Sink out) {
    if (points == 0) {
      return;
    }
    if (points > LONGEST_WORD) {
      out.add(unknown);
      return;
    }
    int mark = out.size;
    var prefix = new int[length + 1];
    for (int i = 0; i < length; i++) {
      prefix[i + 1] = prefix[i] * BASE + word[i] + 1;
    }
    for (int from = 0; from < length; ) {
      int to = length;
      int id = -1;
      for (; to > from; to--) {
        id = find(word, from, to, prefix[to] - prefix[from] * powers[to - from]);
        if (id >= 0) {
          break;
        }
      }
      if (id < 0) {
        out.size = mark;
        out.add(unknown);
        return;
      }
      out.add(id);
      from = to;
    }
  }

  /// The token of `word[from, to)`, as a continuing piece when `from` is not 0, or -1.
  private int find(char[] word, int from, int to, int hash) {
    int prefix = from == 0 ? 0 : 2;
    for (int at = slot(hash, from != 0); slots[at] >= 0; at = at + 1 & slots.length - 1) {
      int id = slots[at];
      int begin = offsets[id];
      if (offsets[id + 1] - begin == to - from + prefix
          && continues(id) == (from != 0)
          && Arrays.equals(pool, begin + prefix, offsets[id + 1], word, from, to)) {
        return id;
      }
    }
    return -1;
  }

  private boolean continues(int id) {
    int begin = offsets[id];
    return offsets[id + 1] - begin > 2 && pool[begin] == '#' && pool[begin + 1] == '#';
  }

  private int slot(int hash, boolean continuing) {
    int mixed = (hash + (continuing ? 0x5bd1e995 : 0)) * 0x9E3779B1;
    return (mixed ^ mixed >>> 15) & slots.length - 1;
  }

  private void insert(int id) {
    boolean continuing = continues(id);
    int hash = 0;
    for (int i = offsets[id] + (continuing ? 2 : 0); i < offsets[id + 1]; i++) {
      hash = hash * BASE + pool[i] + 1;
    }
    int at = slot(hash, continuing);
    while (slots[at] >= 0) {
      at = at + 1 & slots.length - 1;
    }
    slots[at] = id;
  }

  private int required(String token) {
    for (int id = 0; id < size(); id++) {
      if (token(id).equals(token)) {
        return id;
      }
    }
    throw new IllegalArgumentException("The vocabulary has no " + token + ".");
  }

  private Kind kind(int point) {
    if (point < 0x80) {
      if (point >= 'a' && point <= 'z'
          || point >= '0' && point <= '9'
          || point >= 'A' && point <= 'Z') {
        return Kind.WORD;
      }
      if (point == ' '
          || point == '\t'
          || point == '\n'
          || point == '\r'
          || point == SLOT_SEPARATOR) {
        return Kind.SPACE;
      }
      return point < ' ' || point == 0x7F ? Kind.DROPPED : Kind.ALONE;
    }
    if (ideograph(point)) {
      return Kind.ALONE;
    }
    return switch (Character.getType(point)) {
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          Kind.SPACE;
      case Character.CONTROL -> point == 0x85 ? Kind.SPACE : Kind.DROPPED;
      case Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED ->
          Kind.DROPPED;
      case Character.NON_SPACING_MARK -> lowerCase ? Kind.DROPPED : Kind.WORD;
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          Kind.ALONE;
      default -> point == 0xFFFD ? Kind.DROPPED : Kind.WORD;
    };
  }

  private static boolean ideograph(int point) {
    return point >= 0x4E00 && point <= 0x9FFF
        || point >= 0x3400 && point <= 0x4DBF
        || point >= 0xF900 && point <= 0xFAFF
        || point >= 0x20000 && point <= 0x2A6DF
        || point >= 0x2A700 && point <= 0x2CEAF
        || point >= 0x2F800 && point <= 0x2FA1F;
  }

  /// Whether canonical decomposition could change `text`; errs to yes.
  private static boolean decomposes(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0xC0
          && !(c >= 0x4E00 && c <= 0x9FFF
              || c >= 0x3400 && c <= 0x4DBF
              || c >= 0x3003 && c <= 0x303F
              || c >= 0xFF00 && c <= 0xFFEF
              || c >= 0x2010 && c <= 0x206F)) {
        return true;
      }
    }
    return false;
  }

  /// A vocabulary file: one token a line, UTF-8, the line number less one is the id.
  public static List<String> vocabulary(byte[] lines) {
    return new String(lines, StandardCharsets.UTF_8).lines().toList();
  }

  private enum Kind {
    WORD,
    ALONE,
    SPACE,
    DROPPED
  }

  private static final class Sink {
    private final int limit;
    private int[] ids = new int[32];
    private int size;

    Sink(int limit) {
      this.limit = limit;
    }

    void add(int id) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, 2 * size);
      }
      ids[size++] = id;
    }

    boolean full() {
      return size >= limit;
    }

    int[] ids() {
      return Arrays.copyOf(ids, Math.min(size, limit));
    }
  }
}
