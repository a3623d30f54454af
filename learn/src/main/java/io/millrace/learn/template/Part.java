package io.millrace.learn.template;

import java.util.List;
import java.util.Objects;

/// A piece of a message pattern.
public sealed interface Part {
  /// Text that every call repeats.
  record Constant(String text) implements Part {
    public Constant {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("a constant part is empty");
      }
    }
  }

  /// What varies from call to call and is what the call is about: any text, also none.
  record Input() implements Part {}

  /// What varies but says nothing about the answer: dates, versions, counters, ids.
  ///
  /// @param forms the masked forms a value may have (see [MaskedForm]); another form does not match
  record Volatile(List<String> forms) implements Part {
    public Volatile {
      forms = List.copyOf(forms);
      if (forms.isEmpty()) {
        throw new IllegalArgumentException("a volatile slot has no form");
      }
      forms.forEach(Objects::requireNonNull);
    }
  }
}
