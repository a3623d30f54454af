package io.millrace.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A text made by a [Grammar], which still knows where each slot's value stands in it. Immutable.
record Phrase(List<Piece> pieces) {

  private static final Pattern SPACES = Pattern.compile(" +");
  private static final Pattern BREAK = Pattern.compile(" ?\n ?");

  /// A run of text; `slot` names what it is the value of, or is null between slots.
  record Piece(String text, @Nullable String slot) {}

  Phrase {
    pieces = List.copyOf(pieces);
  }

  /// The whole text.
  String text() {
    var text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  /// The values of a slot in the order of the text; empty if the text has none.
  List<String> values(String slot) {
    return pieces.stream().filter(piece -> slot.equals(piece.slot())).map(Piece::text).toList();
  }

  /// The first value of a slot, or null.
  @Nullable String value(String slot) {
    var values = values(slot);
    return values.isEmpty() ? null : values.getFirst();
  }

  /// The latest value of each slot.
  Map<String, String> slots() {
    var slots = new LinkedHashMap<String, String>();
    for (var piece : pieces) {
      if (piece.slot() != null) {
        slots.put(piece.slot(), piece.text());
      }
    }
    return slots;
  }

  /// This phrase with every piece rewritten, slot values included.
  Phrase map(UnaryOperator<String> rewrite) {
    return new Phrase(
        pieces.stream()
            .map(piece -> new Piece(rewrite.apply(piece.text()), piece.slot()))
            .toList());
  }

  /// This phrase with the text between the slots rewritten; slot values stay as they are.
  Phrase mapBetweenSlots(UnaryOperator<String> rewrite) {
    return new Phrase(
        pieces.stream()
            .map(p -> p.slot() == null ? new Piece(rewrite.apply(p.text()), null) : p)
            .toList());
  }

  /// Joins pieces: neighbours without a slot become one, runs of spaces one space, and the ends are
  /// trimmed.
  static Phrase join(List<Piece> raw) {
    var joined = new ArrayList<Piece>();
    var run = new StringBuilder();
    for (var piece : raw) {
      if (piece.slot() == null) {
        run.append(piece.text());
      } else {
        flush(run, joined);
        joined.add(new Piece(piece.text().strip(), piece.slot()));
      }
    }
    flush(run, joined);
    return new Phrase(trimEnds(joined));
  }

  private static void flush(StringBuilder run, List<Piece> joined) {
    if (!run.isEmpty()) {
      joined.add(
          new Piece(BREAK.matcher(SPACES.matcher(run).replaceAll(" ")).replaceAll("\n"), null));
      run.setLength(0);
    }
  }

  private static List<Piece> trimEnds(List<Piece> pieces) {
    var trimmed = new ArrayList<>(pieces);
    if (!trimmed.isEmpty() && trimmed.getFirst().slot() == null) {
      trimmed.set(0, new Piece(trimmed.getFirst().text().stripLeading(), null));
    }
    if (!trimmed.isEmpty() && trimmed.getLast().slot() == null) {
      trimmed.set(trimmed.size() - 1, new Piece(trimmed.getLast().text().stripTrailing(), null));
    }
    return trimmed;
  }
}
