package io.millrace.console.report;

import java.util.Locale;

/// A language that reports are written in.
public enum Language {
  EN("en"),
  ZH("zh");

  private final String code;

  Language(String code) {
    this.code = code;
  }

  /// The language called `en` or `zh` (any letter case).
  ///
  /// @throws IllegalArgumentException for any other name
  public static Language parse(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    for (Language language : values()) {
      if (language.code.equals(wanted)) {
        return language;
      }
    }
    throw new IllegalArgumentException("Unknown language \"" + name + "\": use en or zh.");
  }

  /// `en` or `zh`.
  public String code() {
    return code;
  }

  /// The tag for a page's `lang` attribute: `en` or `zh-CN`.
  String tag() {
    return this == ZH ? "zh-CN" : "en";
  }
}
