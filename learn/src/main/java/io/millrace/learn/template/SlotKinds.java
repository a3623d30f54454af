package io.millrace.learn.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Tells volatile slots from input slots by the values they took.
///
/// A slot is volatile when its values collapse to few masked forms that hold little besides what is
/// masked. In a user message that is not enough, since a bare number may be what the call is about:
/// there the values must also look like dates, times or ids, or run with the log (a counter).
final class SlotKinds {
  private static final int MOST_FORMS = 4;
  private static final int PLAIN_CHARS = 12;
  private static final Pattern AGING =
      Pattern.compile(
          "\\\\[WMPUX]|\\\\#[-/.:年]\\\\#[-/.:月]|\\\\#:\\\\#|\\\\#月\\\\#|(?i:v|ver|version|build|rev)["
              + " .]?\\\\?#");
  private static final int ID_DIGITS = 6;

  private SlotKinds() {}

  /// The version with its slots classed by what they held in these requests.
  static TemplateVersion classify(Group group) {
    CompiledVersion compiled = group.compiled();
    var kinds = new ArrayList<Part>();
    for (int s = 0; s < compiled.slots; s++) {
      kinds.add(kind(group, s));
    }
    if (kinds.stream().noneMatch(Part.Input.class::isInstance)) {
      freeLastSlot(compiled, kinds);
    }
    return withSlots(compiled.version, kinds);
  }

  /// Something must be what the call is about: the slots of the last message that has any.
  private static void freeLastSlot(CompiledVersion compiled, List<Part> kinds) {
    if (!kinds.isEmpty()) {
      int message = compiled.slotMessage(kinds.size() - 1);
      boolean user = !Credibility.isSystem(compiled.version.messages().get(message).role());
      for (int s = 0; s < kinds.size() && user; s++) {
        if (compiled.slotMessage(s) == message) {
          kinds.set(s, new Part.Input());
        }
      }
    }
  }

  private static Part kind(Group group, int slot) {
    CompiledVersion compiled = group.compiled();
    Part part = compiled.slot(slot);
    var forms = new TreeSet<String>();
    var values = new HashSet<String>();
    var inOrder = new ArrayList<String>();
    for (int m = 0; m < group.size(); m++) {
      String value = group.value(m, slot);
      String form = group.form(m, slot);
      forms.add(form);
      values.add(value);
      inOrder.add(value);
      if (form.isEmpty() || forms.size() > MOST_FORMS) {
        return new Part.Input();
      }
    }
    boolean system =
        Credibility.isSystem(compiled.version.messages().get(compiled.slotMessage(slot)).role());
    if (part instanceof Part.Input && forms.stream().anyMatch(SlotKinds::wordy)) {
      return part;
    }
    if (forms.isEmpty()) {
      return part;
    }
    boolean ages =
        forms.stream().allMatch(form -> AGING.matcher(form).find())
            || values.stream().allMatch(SlotKinds::idLike)
            || runsWithLog(inOrder, values.size());
    return system || ages ? new Part.Volatile(List.copyOf(forms)) : new Part.Input();
  }

  private static boolean wordy(String form) {
    int plain = 0;
    for (int i = 0; i < form.length(); i++) {
      plain += Character.isLetter(form.charAt(i)) ? 1 : 0;
    }
    return plain > PLAIN_CHARS;
  }

  private static boolean idLike(String value) {
    return value.chars().filter(c -> c >= '0' && c <= '9').count() >= ID_DIGITS;
  }

  /// Values that come in stretches, or that only ever grow: a day's date, a counter.
  private static boolean runsWithLog(List<String> values, int distinct) {
    int changes = 0;
    int grows = 0;
    for (int i = 1; i < values.size(); i++) {
      String before = values.get(i - 1);
      String now = values.get(i);
      if (!now.equals(before)) {
        changes++;
        grows +=
            now.length() > before.length()
                    || (now.length() == before.length() && now.compareTo(before) > 0)
                ? 1
                : 0;
      }
    }
    boolean stretches = distinct < values.size() / 4 && changes <= 2 * distinct;
    return stretches || (changes > 10 && grows >= 0.98 * changes);
  }

  private static TemplateVersion withSlots(TemplateVersion version, List<Part> kinds) {
    var messages = new ArrayList<MessagePattern>();
    int slot = 0;
    for (MessagePattern message : version.messages()) {
      var parts = new ArrayList<Part>();
      for (Part part : message.parts()) {
        parts.add(part instanceof Part.Constant ? part : kinds.get(slot++));
      }
      messages.add(new MessagePattern(message.role(), parts));
    }
    return new TemplateVersion(messages, version.openTurns());
  }
}
