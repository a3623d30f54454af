package io.millrace.learn.template;

import io.millrace.model.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Turns the alignment of a group's requests into a template version: literal text where all
/// members agree, a volatile slot where only masked tokens differ, an input slot elsewhere.
final class PatternBuilder {
  /// Marks and letters that hold the pieces of a date, a time or a version together.
  private static final String CONNECTORS = " -/:.,TZ年月日时分秒号";

  private static final int LONGEST_CONNECTOR = 3;

  private final List<TokenText> members;
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder constant = new StringBuilder();

  private PatternBuilder(List<TokenText> members) {
    this.members = members;
  }

  /// The version that the members share, every gap an input slot.
  static TemplateVersion build(List<TokenText> members, boolean openTurns) {
    var messages = new ArrayList<MessagePattern>();
    TokenText first = members.getFirst();
    for (int m = 0; m + 1 < first.messages.length; m++) {
      Message message = first.request.messages().get(m);
      messages.add(new MessagePattern(message.role(), new PatternBuilder(members).message(m)));
    }
    return new TemplateVersion(messages, openTurns);
  }

  private List<Part> message(int message) {
    int[] at = new int[members.size()];
    int[] to = new int[members.size()];
    for (int m = 0; m < at.length; m++) {
      at[m] = members.get(m).messages[message];
      to[m] = members.get(m).messages[message + 1];
    }
    for (Alignment.Run run : Alignment.ofMessage(members, message)) {
      gap(at, run.starts());
      run(run);
      for (int m = 0; m < at.length; m++) {
        at[m] = run.starts()[m] + run.length();
      }
    }
    gap(at, to);
    flush();
    return List.copyOf(parts);
  }

  private void gap(int[] from, int[] to) {
    for (int m = 0; m < from.length; m++) {
      if (from[m] < to[m]) {
        slot(new Part.Input());
        return;
      }
    }
  }

  /// A slot that touches another swallows it, as text for which no rule can say where one ends.
  private void slot(Part slot) {
    flush();
    if (!parts.isEmpty() && !(parts.getLast() instanceof Part.Constant)) {
      parts.removeLast();
      parts.add(new Part.Input());
    } else {
      parts.add(slot);
    }
  }

  private void flush() {
    if (!constant.isEmpty()) {
      parts.add(new Part.Constant(constant.toString()));
      constant.setLength(0);
    }
  }

  private void run(Alignment.Run run) {
    boolean[] varies = varying(run);
    TokenText first = members.getFirst();
    int base = run.starts()[0];
    for (int i = 0; i < run.length(); ) {
      if (!varies[i]) {
        constant.append(first.text(base + i, base + i + 1));
        i++;
        continue;
      }
      int end = i + 1;
      while (end < run.length() && varies[end]) {
        end++;
      }
      slot(new Part.Volatile(forms(run, i, end)));
      i = end;
    }
  }

  /// The tokens of a run whose text differs among the members, widened to whole dates and versions.
  private boolean[] varying(Alignment.Run run) {
    boolean[] varies = new boolean[run.length()];
    TokenText first = members.getFirst();
    int base = run.starts()[0];
    for (int i = 0; i < varies.length; i++) {
      if (first.masked(base + i)) {
        for (int m = 1; m < members.size() && !varies[i]; m++) {
          varies[i] = !first.sameText(base + i, members.get(m), run.starts()[m] + i);
        }
      }
    }
    for (int i = 0; i < varies.length; i++) {
      if (varies[i]) {
        widen(varies, first, base, i, 1);
        widen(varies, first, base, i, -1);
      }
    }
    return varies;
  }

  private static void widen(boolean[] varies, TokenText text, int base, int from, int step) {
    int last = from;
    for (int i = from + step; i >= 0 && i < varies.length; i += step) {
      if (text.masked(base + i)) {
        for (int j = last; j != i + step; j += step) {
          varies[j] = true;
        }
        last = i;
      } else if (Math.abs(i - last) > LONGEST_CONNECTOR || !connects(text, base + i)) {
        return;
      }
    }
  }

  private static boolean connects(TokenText text, int token) {
    return text.starts[token + 1] - text.starts[token] == 1
        && CONNECTORS.indexOf(text.text.charAt(text.starts[token])) >= 0;
  }

  private List<String> forms(Alignment.Run run, int from, int to) {
    var forms = new TreeSet<String>();
    for (int m = 0; m < members.size(); m++) {
      TokenText member = members.get(m);
      int start = member.starts[run.starts()[m] + from];
      forms.add(MaskedForm.of(member.text, start, member.starts[run.starts()[m] + to]));
    }
    forms.remove("");
    return forms.isEmpty() ? List.of("\\#") : List.copyOf(forms);
  }
}
