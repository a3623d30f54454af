package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport.Part;
import io.millrace.flywheel.report.AuditReport.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What changed between two versions of a template, by words (by characters in Chinese).
///
/// A longest common subsequence between the common beginning and the common end; where that would
/// take more than [#MOST_CELLS] steps the middle counts as replaced. Long unchanged stretches are
/// cut to their ends.
final class TemplateDiff {
  private static final int MOST_CELLS = 4_000_000;
  private static final int CONTEXT = 18;
  private static final Pattern WORD = Pattern.compile("\\s+|\\p{IsHan}|[^\\s\\p{IsHan}]+");

  private record Token(String slot, String text) {}

  private enum Change {
    SAME,
    REMOVED,
    ADDED
  }

  private record Step(Change change, Token token) {}

  /// The second version's text with `del` and `ins` where it differs from the first.
  ///
  /// @param chip draws a slot from its kind, or a role from `role:NAME`
  List<Node> pieces(Template before, Template after, Function<String, Element> chip) {
    List<Step> steps = steps(tokens(before.parts()), tokens(after.parts()));
    List<Node> pieces = new ArrayList<>();
    for (int i = 0; i < steps.size(); ) {
      int end = i;
      while (end < steps.size() && steps.get(end).change() == steps.get(i).change()) {
        end++;
      }
      List<Token> run = steps.subList(i, end).stream().map(Step::token).toList();
      switch (steps.get(i).change()) {
        case SAME -> same(run, i == 0, end == steps.size(), chip, pieces);
        case REMOVED -> pieces.add(draw(Element.of("del"), run, chip));
        case ADDED -> pieces.add(draw(Element.of("ins"), run, chip));
      }
      i = end;
    }
    return pieces;
  }

  private static void same(
      List<Token> run,
      boolean first,
      boolean last,
      Function<String, Element> chip,
      List<Node> pieces) {
    int head = first ? 0 : CONTEXT;
    int tail = last ? 0 : CONTEXT;
    if (run.size() <= head + tail + CONTEXT) {
      pieces.add(draw(Element.of("span"), run, chip));
      return;
    }
    pieces.add(draw(Element.of("span"), run.subList(0, head), chip));
    pieces.add(Element.of("span", "gap").text(" … "));
    pieces.add(draw(Element.of("span"), run.subList(run.size() - tail, run.size()), chip));
  }

  private static Element draw(Element into, List<Token> tokens, Function<String, Element> chip) {
    StringBuilder text = new StringBuilder();
    for (Token token : tokens) {
      if (token.slot().isEmpty()) {
        text.append(token.text());
      } else {
        into.text(text.toString()).add(chip.apply(token.slot()));
        text.setLength(0);
      }
    }
    return into.text(text.toString());
  }

  private static List<Token> tokens(List<Part> parts) {
    List<Token> tokens = new ArrayList<>();
    for (Part part : parts) {
      if (part.kind().equals("text")) {
        Matcher words = WORD.matcher(part.text());
        while (words.find()) {
          tokens.add(new Token("", words.group()));
        }
      } else {
        boolean role = part.kind().equals("role");
        tokens.add(new Token(role ? "role:" + part.text() : part.kind(), ""));
      }
    }
    return tokens;
  }

  private static List<Step> steps(List<Token> a, List<Token> b) {
    int head = 0;
    int shorter = Math.min(a.size(), b.size());
    while (head < shorter && a.get(head).equals(b.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head && a.get(a.size() - 1 - tail).equals(b.get(b.size() - 1 - tail))) {
      tail++;
    }
    List<Step> steps = new ArrayList<>();
    add(steps, Change.SAME, b.subList(0, head));
    middle(a.subList(head, a.size() - tail), b.subList(head, b.size() - tail), steps);
    add(steps, Change.SAME, b.subList(b.size() - tail, b.size()));
    return steps;
  }

  private static void add(List<Step> steps, Change change, List<Token> tokens) {
    tokens.forEach(token -> steps.add(new Step(change, token)));
  }

  private static void middle(List<Token> a, List<Token> b, List<Step> steps) {
    if ((long) a.size() * b.size() > MOST_CELLS) {
      add(steps, Change.REMOVED, a);
      add(steps, Change.ADDED, b);
      return;
    }
    int[][] common = common(a, b);
    int i = 0;
    int j = 0;
    while (i < a.size() && j < b.size()) {
      if (a.get(i).equals(b.get(j))) {
        steps.add(new Step(Change.SAME, b.get(j++)));
        i++;
      } else if (common[i + 1][j] >= common[i][j + 1]) {
        steps.add(new Step(Change.REMOVED, a.get(i++)));
      } else {
        steps.add(new Step(Change.ADDED, b.get(j++)));
      }
    }
    add(steps, Change.REMOVED, a.subList(i, a.size()));
    add(steps, Change.ADDED, b.subList(j, b.size()));
  }

  /// Lengths of the longest common subsequences of all pairs of ends.
  private static int[][] common(List<Token> a, List<Token> b) {
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }
}
