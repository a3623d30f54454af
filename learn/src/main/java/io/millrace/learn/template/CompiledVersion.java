package io.millrace.learn.template;

import io.millrace.learn.student.Student;
import io.millrace.model.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A template version laid out for matching: per message the constants around its slots.
///
/// A message splits by one rule: the first constant must open it and the last must close it; every
/// constant between is taken at its first occurrence after the one before (for a volatile slot, at
/// the first occurrence, of some, that leaves it a form it may have). So a slot's text that holds
/// the constant which follows it ends there, and what comes after belongs to the next slot.
final class CompiledVersion {
  /// How many occurrences of the constant after a volatile slot are tried.
  private static final int TRIES = 8;

  final TemplateVersion version;
  final int slots;
  final int constantLength;
  private final String[][] constants;
  private final Part[] slotParts;
  private final int[] slotMessages;
  private final int inputs;

  CompiledVersion(TemplateVersion version) {
    this.version = version;
    this.constantLength = version.constantLength();
    var parts = new ArrayList<Part>();
    var owners = new ArrayList<Integer>();
    constants = new String[version.messages().size()][];
    for (int m = 0; m < constants.length; m++) {
      constants[m] = split(version.messages().get(m).parts(), m, parts, owners);
    }
    slotParts = parts.toArray(Part[]::new);
    slotMessages = owners.stream().mapToInt(Integer::intValue).toArray();
    slots = slotParts.length;
    inputs = (int) parts.stream().filter(Part.Input.class::isInstance).count();
  }

  private static String[] split(
      List<Part> parts, int message, List<Part> slots, List<Integer> owners) {
    var texts = new ArrayList<String>();
    String pending = "";
    for (Part part : parts) {
      if (part instanceof Part.Constant(String text)) {
        pending = text;
      } else {
        texts.add(pending);
        pending = "";
        slots.add(part);
        owners.add(message);
      }
    }
    texts.add(pending);
    return texts.toArray(String[]::new);
  }

  Part slot(int slot) {
    return slotParts[slot];
  }

  int slotMessage(int slot) {
    return slotMessages[slot];
  }

  /// The constant that opens a message: all of it when it has no slot.
  String head(int message) {
    return constants[message][0];
  }

  /// The constant that closes a message.
  String tail(int message) {
    return constants[message][constants[message].length - 1];
  }

  boolean constant(int message) {
    return constants[message].length == 1;
  }

  /// Where the slots of a request lie, as pairs of start and end in their message, or null when the
  /// request is not of this version. Roles are not looked at beyond their number.
  int @Nullable [] spans(List<Message> messages) {
    int[] spans = new int[2 * slots];
    int slot = 0;
    for (int m = 0; m < constants.length; m++) {
      if (!fits(messages.get(m).text(), constants[m], slot, spans)) {
        return null;
      }
      slot += constants[m].length - 1;
    }
    return spans;
  }

  private boolean fits(String text, String[] parts, int slot, int[] spans) {
    String first = parts[0];
    int last = parts.length - 1;
    if (last == 0) {
      return text.equals(first);
    }
    int end = text.length() - parts[last].length();
    if (end < first.length() || !text.startsWith(first) || !text.endsWith(parts[last])) {
      return false;
    }
    int at = first.length();
    for (int i = 1; i < last; i++) {
      int found = next(text, parts[i], at, end, slotParts[slot]);
      if (found < 0) {
        return false;
      }
      spans[2 * slot] = at;
      spans[2 * slot + 1] = found;
      slot++;
      at = found + parts[i].length();
    }
    spans[2 * slot] = at;
    spans[2 * slot + 1] = end;
    return admits(slotParts[slot], text, at, end);
  }

  private static int next(String text, String constant, int from, int end, Part slot) {
    int found = text.indexOf(constant, from, end);
    for (int tries = 0; found >= 0 && !admits(slot, text, from, found); tries++) {
      if (tries == TRIES || found - from > MaskedForm.LONGEST) {
        return -1;
      }
      found = text.indexOf(constant, found + 1, end);
    }
    return found;
  }

  private static boolean admits(Part slot, String text, int from, int to) {
    if (!(slot instanceof Part.Volatile(List<String> forms))) {
      return true;
    }
    String form = MaskedForm.of(text, from, to);
    for (String seen : forms) {
      if (!form.isEmpty() && MaskedForm.fits(form, seen)) {
        return true;
      }
    }
    return false;
  }

  /// The texts of the input slots, joined; null when one of them holds the separator itself.
  @Nullable String input(List<Message> messages, int[] spans) {
    int further = version.openTurns() ? messages.size() - constants.length : 0;
    var texts = new String[inputs + further];
    int count = 0;
    for (int s = 0; s < slots; s++) {
      if (slotParts[s] instanceof Part.Input) {
        String text = messages.get(slotMessages[s]).text();
        texts[count++] = text.substring(spans[2 * s], spans[2 * s + 1]);
      }
    }
    for (int m = constants.length; m < constants.length + further; m++) {
      texts[count++] = messages.get(m).text();
    }
    for (String text : texts) {
      if (text.indexOf(Student.SLOT_SEPARATOR) >= 0) {
        return null;
      }
    }
    return texts.length == 1
        ? texts[0]
        : String.join(String.valueOf(Student.SLOT_SEPARATOR), Arrays.asList(texts));
  }
}
