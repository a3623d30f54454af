package io.millrace.learn.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a group of requests has in common, as runs of tokens found in every one of them in one
/// order.
///
/// Each message is aligned on its own: the common opening and ending first; what lies between is
/// searched for the heaviest run of tokens that all members hold, which splits it into two parts
/// that are treated alike. So heavy constant text is placed before short delimiters, and a word
/// that merely occurs in every text is no constant unless it weighs enough. Linear in the members
/// for a bounded first member; tokens are compared by masked id.
final class Alignment {
  /// A run between slots must weigh this much, or the next with a line break or mark in it.
  private static final double INNER_WEIGHT = 12;

  private static final double DELIMITER_WEIGHT = 6;
  private static final double MANY_DELIMITER_WEIGHT = 4;
  private static final int MANY_MEMBERS = 100;

  /// No run lighter than this is looked at.
  private static final double LEAST_WEIGHT = 3;

  /// Tokens of a value that a mere mark may close.
  private static final int SHORT_VALUE = 7;

  private static final int LONGEST_GAP = 4_000;

  /// A run of common tokens: where it starts in each member, and how many tokens it has.
  @SuppressWarnings("ArrayRecordComponent") // stays in this package, never compared
  record Run(int[] starts, int length) {}

  private final List<TokenText> members;
  private final List<Run> runs = new ArrayList<>();

  private Alignment(List<TokenText> members) {
    this.members = members;
  }

  /// The runs of one message, in order.
  static List<Run> ofMessage(List<TokenText> members, int message) {
    var alignment = new Alignment(members);
    int[] from = new int[members.size()];
    int[] to = new int[members.size()];
    for (int m = 0; m < from.length; m++) {
      from[m] = members.get(m).messages[message];
      to[m] = members.get(m).messages[message + 1];
    }
    alignment.split(from, to, true, true);
    return alignment.runs;
  }

  private void split(int[] from, int[] to, boolean opening, boolean closing) {
    int prefix = prefix(from, to);
    if (opening && !whole(from, to, prefix)) {
      prefix = creditablePrefix(from, prefix);
    }
    add(from, prefix);
    int[] gapFrom = shifted(from, prefix);
    int suffix = suffix(gapFrom, to);
    if (closing && suffix > 0) {
      suffix = creditableSuffix(to, suffix);
    }
    int[] gapTo = shifted(to, -suffix);
    Run inner = heaviest(gapFrom, gapTo);
    if (inner != null) {
      split(gapFrom, inner.starts(), false, false);
      runs.add(inner);
      split(shifted(inner.starts(), inner.length()), gapTo, false, false);
    }
    add(gapTo, suffix);
  }

  private void add(int[] starts, int length) {
    if (length > 0) {
      runs.add(new Run(starts.clone(), length));
    }
  }

  private static int[] shifted(int[] values, int by) {
    int[] shifted = values.clone();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] += by;
    }
    return shifted;
  }

  private boolean whole(int[] from, int[] to, int prefix) {
    for (int m = 0; m < from.length; m++) {
      if (to[m] - from[m] != prefix) {
        return false;
      }
    }
    return true;
  }

  private int prefix(int[] from, int[] to) {
    TokenText first = members.getFirst();
    int length = to[0] - from[0];
    for (int m = 1; m < from.length && length > 0; m++) {
      TokenText member = members.get(m);
      int limit = Math.min(length, to[m] - from[m]);
      int same = 0;
      while (same < limit && member.ids[from[m] + same] == first.ids[from[0] + same]) {
        same++;
      }
      length = same;
    }
    return length;
  }

  private int suffix(int[] from, int[] to) {
    TokenText first = members.getFirst();
    int length = to[0] - from[0];
    for (int m = 1; m < from.length && length > 0; m++) {
      TokenText member = members.get(m);
      int limit = Math.min(length, to[m] - from[m]);
      int same = 0;
      while (same < limit && member.ids[to[m] - 1 - same] == first.ids[to[0] - 1 - same]) {
        same++;
      }
      length = same;
    }
    return length;
  }

  /// An opening word or two that all texts happen to share is not a template's.
  private int creditablePrefix(int[] from, int prefix) {
    TokenText first = members.getFirst();
    boolean marked = false;
    for (int i = from[0]; i < from[0] + prefix; i++) {
      marked |= mark(first, i);
    }
    double weight = first.weight(from[0], from[0] + prefix);
    return weight >= INNER_WEIGHT || marked ? prefix : 0;
  }

  /// The full stop that all texts happen to end with is not a template's.
  private int creditableSuffix(int[] to, int suffix) {
    TokenText first = members.getFirst();
    boolean stopsOnly = true;
    boolean marked = false;
    for (int i = to[0] - suffix; i < to[0]; i++) {
      char c = first.text.charAt(first.starts[i]);
      stopsOnly &= ".?!。？！ \n".indexOf(c) >= 0;
      marked |= mark(first, i);
    }
    double weight = first.weight(to[0] - suffix, to[0]);
    return stopsOnly || (weight < INNER_WEIGHT && !marked) ? 0 : suffix;
  }

  private static boolean mark(TokenText text, int token) {
    char c = text.text.charAt(text.starts[token]);
    return c == '\n' || (!Character.isWhitespace(c) && !Character.isLetterOrDigit(c));
  }

  private @Nullable Run heaviest(int[] from, int[] to) {
    int shortest = 0;
    for (int m = 1; m < from.length; m++) {
      shortest = to[m] - from[m] < to[shortest] - from[shortest] ? m : shortest;
    }
    TokenText reference = members.get(shortest);
    int gap = Math.min(to[shortest] - from[shortest], LONGEST_GAP);
    if (gap == 0) {
      return null;
    }
    int[] lengths = new int[gap];
    for (int i = 0; i < gap; i++) {
      char c = reference.text.charAt(reference.starts[from[shortest] + i]);
      lengths[i] = c == ' ' ? 0 : gap - i;
    }
    for (int m = 0; m < from.length; m++) {
      if (m != shortest && !narrow(reference, from[shortest], lengths, m, from[m], to[m])) {
        return null;
      }
    }
    int best = best(reference, from[shortest], lengths);
    return best < 0
        ? mark(reference, from[shortest], lengths, from, to)
        : place(reference, from[shortest] + best, lengths[best], from, to);
  }

  /// A run too light to count for itself, if it is a mark that closes a short value in every
  /// member, such as the colon and line break after the name of a language.
  private @Nullable Run mark(TokenText reference, int base, int[] lengths, int[] from, int[] to) {
    for (int i = 0; i < Math.min(lengths.length, SHORT_VALUE + 1); i++) {
      if (lengths[i] > 0 && mark(reference, base + i)) {
        Run run = place(reference, base + i, lengths[i], from, to);
        return run != null && closesShortValues(run, from) ? run : null;
      }
    }
    return null;
  }

  private static boolean closesShortValues(Run run, int[] from) {
    boolean any = false;
    for (int m = 0; m < from.length; m++) {
      int value = run.starts()[m] - from[m];
      any |= value > 0;
      if (value > SHORT_VALUE) {
        return false;
      }
    }
    return any;
  }

  /// Cuts each run that may start at a token of the reference to what this member holds too; false
  /// when none is left.
  private boolean narrow(
      TokenText reference, int base, int[] lengths, int memberIndex, int from, int to) {
    TokenText member = members.get(memberIndex);
    var index = new TokenIndex(member.ids, from, Math.min(to, from + 4 * LONGEST_GAP));
    boolean any = false;
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] > 0) {
        lengths[i] = index.longest(reference.ids, base + i, lengths[i]);
        if (lengths[i] > 0 && weightUpTo(reference, base + i, lengths[i]) < LEAST_WEIGHT) {
          lengths[i] = 0;
        }
        any |= lengths[i] > 0;
      }
    }
    return any;
  }

  private static double weightUpTo(TokenText text, int from, int length) {
    double sum = 0;
    for (int i = from; i < from + length && sum < INNER_WEIGHT; i++) {
      sum += text.weight(i);
    }
    return sum;
  }

  private int best(TokenText reference, int base, int[] lengths) {
    int best = -1;
    double bestWeight = 0;
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] > 0 && (i == 0 || lengths[i - 1] <= lengths[i])) {
        double weight = reference.weight(base + i, base + i + lengths[i]);
        if (weight > bestWeight && credible(reference, base + i, lengths[i], weight)) {
          best = i;
          bestWeight = weight;
        }
      }
    }
    return best;
  }

  private boolean credible(TokenText text, int from, int length, double weight) {
    if (weight >= INNER_WEIGHT) {
      return true;
    }
    boolean marked = false;
    boolean broken = false;
    boolean telling = false;
    for (int i = from; i < from + length; i++) {
      marked |= mark(text, i);
      broken |= text.text.charAt(text.starts[i]) == '\n';
      telling |= telling(text, i, from);
    }
    return telling
        && ((marked && weight >= DELIMITER_WEIGHT)
            || (broken && weight >= MANY_DELIMITER_WEIGHT && members.size() >= MANY_MEMBERS));
  }

  /// A word, or the third of three like marks: what a template's own delimiter has and a table, a
  /// list or a line break in the data has not.
  private static boolean telling(TokenText text, int token, int from) {
    char c = text.text.charAt(text.starts[token]);
    if (Character.isLetter(c)) {
      return !text.masked(token);
    }
    return token >= from + 2
        && "\"'`#=-*_~".indexOf(c) >= 0
        && text.ids[token] == text.ids[token - 1]
        && text.ids[token] == text.ids[token - 2];
  }

  /// The first occurrence of the run in each member.
  private @Nullable Run place(TokenText reference, int start, int length, int[] from, int[] to) {
    int[] starts = new int[from.length];
    for (int m = 0; m < from.length; m++) {
      starts[m] = find(members.get(m).ids, from[m], to[m], reference.ids, start, length);
      if (starts[m] < 0) {
        return null;
      }
    }
    return new Run(starts, length);
  }

  private static int find(long[] ids, int from, int to, long[] run, int start, int length) {
    for (int at = from; at + length <= to; at++) {
      int same = 0;
      while (same < length && ids[at + same] == run[start + same]) {
        same++;
      }
      if (same == length) {
        return at;
      }
    }
    return -1;
  }

  /// Where each token id occurs in a stretch of tokens.
  private static final class TokenIndex {
    private final long[] ids;
    private final int from;
    private final int to;
    private final int[] heads;
    private final int[] next;

    TokenIndex(long[] ids, int from, int to) {
      this.ids = ids;
      this.from = from;
      this.to = to;
      heads = new int[Integer.highestOneBit(Math.max(8, to - from)) * 2];
      next = new int[to - from];
      for (int i = to - 1; i >= from; i--) {
        int slot = slot(ids[i]);
        next[i - from] = heads[slot];
        heads[slot] = i - from + 1;
      }
    }

    private int slot(long id) {
      return (int) (id ^ (id >>> 32)) & (heads.length - 1);
    }

    /// The length, up to a limit, of the longest stretch here that equals the run's beginning.
    int longest(long[] run, int start, int limit) {
      int best = 0;
      for (int at = heads[slot(run[start])]; at > 0 && best < limit; at = next[at - 1]) {
        int position = from + at - 1;
        int room = Math.min(limit, to - position);
        if (room <= best || ids[position + best] != run[start + best]) {
          continue;
        }
        int same = 0;
        while (same < room && ids[position + same] == run[start + same]) {
          same++;
        }
        best = Math.max(best, same);
      }
      return best;
    }
  }
}
