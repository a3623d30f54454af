package io.millrace.model;

import java.util.Objects;

/// The currency that a price is quoted in.
///
/// @param code ISO 4217: three capital letters
public record Currency(String code) {
  public static final Currency USD = new Currency("USD");

  public Currency {
    Objects.requireNonNull(code, "code");
    if (code.length() != 3 || !code.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
      throw new IllegalArgumentException(
          "'" + code + "' is not a currency: write the three capital letters of ISO 4217");
    }
  }

  @Override
  public String toString() {
    return code;
  }
}
