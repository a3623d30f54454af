package io.millrace.store.control;

import java.util.Objects;

/// Who did something, and why.
///
/// @param who a person's name, or the part of Millrace that did it (`watch`, `releaser`)
/// @param why for people; may be empty
public record By(String who, String why) {
  public By {
    Objects.requireNonNull(why, "why");
    if (who.isEmpty()) {
      throw new IllegalArgumentException("who is empty");
    }
  }
}
