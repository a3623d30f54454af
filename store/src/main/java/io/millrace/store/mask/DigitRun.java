package io.millrace.store.mask;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Groups of digits with at most two separators between them: `(555) 123-4567`. One thread at a
/// time.
final class DigitRun {
  /// More groups than any number has; the rest is another run.
  private static final int MOST_GROUPS = 64;

  /// A number is written in no more groups.
  private static final int MOST_JOINED = 7;

  private static final int FEWEST_DIGITS = 8;
  private static final int LONGEST_PHONE = 15;

  /// @param from where the first digit stands
  /// @param to behind the last digit
  private record Group(int from, int to) {
    int size() {
      return to - from;
    }
  }

  /// Something to hide.
  record Finding(int from, int to, String word) {}

  private final String text;
  private final List<Group> groups = new ArrayList<>();

  /// @param start of the first digit
  DigitRun(String text, int start) {
    this.text = text;
    int at = start;
    while (at < text.length() && groups.size() < MOST_GROUPS) {
      int end = at;
      while (end < text.length() && Digits.is(text.charAt(end))) {
        end++;
      }
      groups.add(new Group(at, end));
      at = nextGroup(end);
      if (at < 0) {
        break;
      }
    }
  }

  private int nextGroup(int from) {
    int at = from;
    while (at < text.length() && at - from < 2 && " -.()（）\u00a0–".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at > from && at < text.length() && Digits.is(text.charAt(at)) ? at : -1;
  }

  /// Behind its last digit.
  int end() {
    return groups.getLast().to;
  }

  /// Everything in it that is to be hidden, in order.
  List<Finding> findings(Boundary boundary) {
    List<Finding> found = new ArrayList<>();
    int at = 0;
    while (at < groups.size()) {
      int from = begin(at);
      Finding finding = boundary.opens(from) ? find(at, from, boundary) : null;
      if (finding == null) {
        at++;
        continue;
      }
      found.add(finding);
      while (at < groups.size() && groups.get(at).from < finding.to) {
        at++;
      }
    }
    return found;
  }

  /// Says whether a number may begin or end in a place.
  interface Boundary {
    boolean opens(int from);

    boolean closes(int to);
  }

  /// With the plus sign or the bracket in front.
  private int begin(int group) {
    int from = groups.get(group).from;
    if (from > 0 && "(（".indexOf(text.charAt(from - 1)) >= 0 && closesBracket(group)) {
      from--;
    }
    boolean plus = from > 0 && "+＋".indexOf(text.charAt(from - 1)) >= 0;
    return plus ? from - 1 : from;
  }

  private boolean closesBracket(int group) {
    int to = groups.get(group).to;
    return to < text.length() && ")）".indexOf(text.charAt(to)) >= 0;
  }

  private @Nullable Finding find(int at, int from, Boundary boundary) {
    boolean plus = "+＋".indexOf(text.charAt(from)) >= 0;
    Finding best = null;
    var digits = new StringBuilder();
    var shape = new StringBuilder();
    for (int i = at; i < Math.min(groups.size(), at + MOST_JOINED) && digits.length() <= 19; i++) {
      Group group = groups.get(i);
      if (group.size() > 19) {
        break;
      }
      for (int j = group.from; j < group.to; j++) {
        digits.append(Digits.plain(text.charAt(j)));
      }
      shape.append(i == at ? "" : "-").append(group.size());
      if (digits.length() < FEWEST_DIGITS) {
        continue;
      }
      Finding finding = whole(digits.toString(), shape.toString(), plus, from, group.to, boundary);
      best = finding == null ? best : finding;
    }
    return best;
  }

  private @Nullable Finding whole(
      String digits, String shape, boolean plus, int from, int to, Boundary boundary) {
    boolean check = digits.length() == 17 && to < text.length() && isX(text.charAt(to));
    int end = check ? to + 1 : to;
    String word = check ? identity(digits + "X", shape) : word(digits, shape, plus, from);
    return word != null && boundary.closes(end) ? new Finding(from, end, word) : null;
  }

  private static boolean isX(char c) {
    return c == 'X' || c == 'x' || c == 'Ｘ' || c == 'ｘ';
  }

  private static @Nullable String identity(String digits, String shape) {
    boolean grouped = "17".equals(shape) || "6-8-3".equals(shape);
    return grouped && NumberKinds.isResident(digits) ? "[identity]" : null;
  }

  private @Nullable String word(String digits, String shape, boolean plus, int from) {
    if (plus) {
      return isInternational(digits) ? "[phone]" : null;
    }
    if (isIdentity(digits, shape, from)) {
      return "[identity]";
    }
    if (isCardShape(shape, digits.length()) && NumberKinds.isCard(digits)) {
      return "[card]";
    }
    return isPhone(digits, shape) ? "[phone]" : null;
  }

  /// With a plus in front. China and North America have fixed lengths, so what follows is no part.
  private static boolean isInternational(String digits) {
    if (digits.startsWith("86")) {
      return NumberKinds.isMobile(digits.substring(2))
          || NumberKinds.isLandline("0" + digits.substring(2));
    }
    if (digits.startsWith("1")) {
      return digits.length() == 11;
    }
    return digits.length() >= 8 && digits.length() <= LONGEST_PHONE && digits.charAt(0) != '0';
  }

  private boolean isIdentity(String digits, String shape, int from) {
    return switch (shape) {
      case "18", "6-8-4" -> NumberKinds.isResident(digits);
      case "15" -> NumberKinds.isOldResident(digits) && !NumberKinds.isCard(digits);
      case "3-2-4" ->
          from + 6 < text.length()
              && text.charAt(from + 3) == '-'
              && text.charAt(from + 6) == '-'
              && NumberKinds.isSocialSecurity(digits);
      default -> false;
    };
  }

  private static boolean isCardShape(String shape, int length) {
    return shape.equals(Integer.toString(length))
        || switch (shape) {
          case "4-4-4-4", "4-6-5", "4-6-4", "4-4-4-4-1", "4-4-4-4-2", "4-4-4-4-3", "6-13" -> true;
          default -> false;
        };
  }

  private static boolean isPhone(String digits, String shape) {
    return switch (shape) {
      case "11" -> NumberKinds.isMobile(digits) || NumberKinds.isLandline(digits);
      case "12", "3-8", "4-7", "4-8", "3-4-4", "4-3-4", "4-4-4" ->
          NumberKinds.isMobile(digits) || NumberKinds.isLandline(digits);
      case "13", "2-11", "2-3-4-4" ->
          digits.startsWith("86") && NumberKinds.isMobile(digits.substring(2));
      case "15", "4-11", "4-3-4-4" ->
          digits.startsWith("0086") && NumberKinds.isMobile(digits.substring(4));
      case "3-3-4" -> NumberKinds.isNorthAmerican(digits);
      case "1-3-3-4" -> digits.charAt(0) == '1' && NumberKinds.isNorthAmerican(digits.substring(1));
      default -> false;
    };
  }
}
