package io.millrace.store.mask;

/// What a sequence of digits can be. The digits are plain, their groups already joined.
final class NumberKinds {
  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECKS = "10X98765432";

  private NumberKinds() {}

  /// A Chinese resident identity number: region, date of birth, order, and the check character of
  /// ISO 7064 MOD 11-2.
  static boolean isResident(String digits) {
    if (digits.length() != 18 || !isRegion(digits) || !isBirth(digits.substring(6, 14))) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += WEIGHTS[i] * (digits.charAt(i) - '0');
    }
    return CHECKS.charAt(sum % 11) == digits.charAt(17);
  }

  /// The old form of it: a year of two digits and no check.
  static boolean isOldResident(String digits) {
    return digits.length() == 15 && isRegion(digits) && isBirth("19" + digits.substring(6, 12));
  }

  private static boolean isRegion(String digits) {
    int region = Integer.parseInt(digits.substring(0, 2));
    return (region >= 11 && region <= 15)
        || (region >= 21 && region <= 23)
        || (region >= 31 && region <= 37)
        || (region >= 41 && region <= 46)
        || (region >= 50 && region <= 54)
        || (region >= 61 && region <= 65)
        || region == 71
        || (region >= 81 && region <= 83);
  }

  private static boolean isBirth(String date) {
    int year = Integer.parseInt(date.substring(0, 4));
    int month = Integer.parseInt(date.substring(4, 6));
    int day = Integer.parseInt(date.substring(6, 8));
    return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  }

  /// A payment card: a prefix and length that issuers use, and Luhn's check digit.
  static boolean isCard(String digits) {
    return isIssued(digits) && luhn(digits);
  }

  private static boolean isIssued(String digits) {
    int two = digits.length() < 2 ? 0 : Integer.parseInt(digits.substring(0, 2));
    return switch (digits.length()) {
      case 13 -> two / 10 == 4;
      case 14 -> two == 30 || two == 36 || two == 38;
      case 15 -> two == 34 || two == 37;
      case 16 ->
          two / 10 == 4
              || (two >= 51 && two <= 55)
              || (two >= 22 && two <= 27)
              || two == 35
              || (two >= 60 && two <= 65);
      case 17, 18, 19 -> two >= 60 && two <= 65;
      default -> false;
    };
  }

  private static boolean luhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = i % 2 == 0 ? digit : 2 * digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }

  /// A US social security number, its groups 3-2-4.
  static boolean isSocialSecurity(String digits) {
    int area = Integer.parseInt(digits.substring(0, 3));
    return area != 0
        && area != 666
        && area < 900
        && !digits.startsWith("00", 3)
        && !digits.startsWith("0000", 5);
  }

  /// A Chinese mobile number.
  static boolean isMobile(String digits) {
    return digits.length() == 11 && digits.charAt(0) == '1' && digits.charAt(1) >= '3';
  }

  /// A Chinese number of a landline with its area: 010, 02x, or 0xxx, and 7 or 8 digits.
  static boolean isLandline(String digits) {
    if (digits.length() < 10 || digits.length() > 12 || digits.charAt(0) != '0') {
      return false;
    }
    boolean big = digits.charAt(1) == '1' || digits.charAt(1) == '2';
    int area = big ? 3 : 4;
    char first = digits.charAt(area);
    int local = digits.length() - area;
    return digits.charAt(1) != '0'
        && first >= '2'
        && first <= '8' + (big ? 0 : 1)
        && (big ? local == 8 : local == 7 || local == 8);
  }

  /// A North American number, its groups 3-3-4: areas and exchanges begin with 2 to 9.
  static boolean isNorthAmerican(String digits) {
    return digits.length() == 10 && digits.charAt(0) >= '2' && digits.charAt(3) >= '2';
  }
}
