package io.millrace.learn.template;

import io.millrace.model.Message;
import java.util.ArrayList;
import java.util.List;

/// Requests in log order that fit one version, and where its slots lie in each.
final class Group {
  /// Requests that are aligned; the others are only checked against the result.
  private static final int ALIGNED = 300;

  private static final int REFITS = 3;

  private final CompiledVersion compiled;
  private final List<TokenText> members;
  private final List<int[]> spans;

  private Group(CompiledVersion compiled, List<TokenText> members, List<int[]> spans) {
    this.compiled = compiled;
    this.members = members;
    this.spans = spans;
  }

  /// Aligns the requests, and aligns again with those that the result did not fit.
  static Group fit(List<TokenText> requests, boolean openTurns) {
    var aligned = new ArrayList<TokenText>(spread(requests, ALIGNED));
    Group group = of(PatternBuilder.build(aligned, openTurns), requests);
    for (int i = 0; i < REFITS && group.size() < requests.size(); i++) {
      List<TokenText> missed = group.missed(requests);
      aligned.addAll(spread(missed, ALIGNED / 3));
      group = of(PatternBuilder.build(aligned, openTurns), requests);
    }
    return group;
  }

  /// The requests that fit a version.
  static Group of(TemplateVersion version, List<TokenText> requests) {
    var compiled = new CompiledVersion(version);
    var members = new ArrayList<TokenText>();
    var spans = new ArrayList<int[]>();
    for (TokenText request : requests) {
      int[] found = compiled.spans(request.request.messages());
      if (found != null) {
        members.add(request);
        spans.add(found);
      }
    }
    return new Group(compiled, members, spans);
  }

  private static List<TokenText> spread(List<TokenText> requests, int count) {
    if (requests.size() <= count) {
      return requests;
    }
    var chosen = new ArrayList<TokenText>();
    for (int i = 0; i < count; i++) {
      chosen.add(requests.get((int) ((long) i * requests.size() / count)));
    }
    return chosen;
  }

  private List<TokenText> missed(List<TokenText> requests) {
    var missed = new ArrayList<TokenText>();
    int at = 0;
    for (TokenText request : requests) {
      if (at < members.size() && members.get(at) == request) {
        at++;
      } else {
        missed.add(request);
      }
    }
    return missed;
  }

  CompiledVersion compiled() {
    return compiled;
  }

  TemplateVersion version() {
    return compiled.version;
  }

  int size() {
    return members.size();
  }

  TokenText member(int index) {
    return members.get(index);
  }

  List<TokenText> members() {
    return members;
  }

  String value(int member, int slot) {
    List<Message> messages = members.get(member).request.messages();
    int[] span = spans.get(member);
    return messages
        .get(compiled.slotMessage(slot))
        .text()
        .substring(span[2 * slot], span[2 * slot + 1]);
  }

  /// The masked form of what a slot held.
  String form(int member, int slot) {
    String text = members.get(member).request.messages().get(compiled.slotMessage(slot)).text();
    int[] span = spans.get(member);
    return MaskedForm.of(text, span[2 * slot], span[2 * slot + 1]);
  }

  /// The weight of what a slot's values have in common at their start and end.
  double alike(int slot) {
    String first = value(0, slot);
    int prefix = first.length();
    int suffix = first.length();
    for (int m = 1; m < members.size(); m++) {
      String value = value(m, slot);
      prefix = Math.min(prefix, commonPrefix(first, value));
      suffix = Math.min(suffix, commonSuffix(first, value));
    }
    suffix = Math.min(suffix, first.length() - prefix);
    return Credibility.weight(first.substring(0, prefix))
        + Credibility.weight(first.substring(first.length() - suffix));
  }

  private static int commonPrefix(String a, String b) {
    int same = 0;
    while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same;
  }

  private static int commonSuffix(String a, String b) {
    int same = 0;
    while (same < Math.min(a.length(), b.length())
        && a.charAt(a.length() - 1 - same) == b.charAt(b.length() - 1 - same)) {
      same++;
    }
    return same;
  }

  /// The input slots of each member as stretches of its tokens.
  List<Anchors.View> slotViews() {
    var views = new ArrayList<Anchors.View>();
    for (int m = 0; m < members.size(); m++) {
      views.add(new Anchors.View(members.get(m), stretches(m)));
    }
    return views;
  }

  private int[] stretches(int member) {
    TokenText text = members.get(member);
    int[] span = spans.get(member);
    int[] stretches = new int[span.length];
    for (int s = 0; s < compiled.slots; s++) {
      if (compiled.slot(s) instanceof Part.Input) {
        int base = text.starts[text.messages[compiled.slotMessage(s)]];
        stretches[2 * s] = text.tokenAt(base + span[2 * s]);
        stretches[2 * s + 1] = text.tokenAt(base + span[2 * s + 1]);
      }
    }
    return stretches;
  }
}
