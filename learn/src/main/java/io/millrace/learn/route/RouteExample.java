package io.millrace.learn.route;

/// One lesson for a router: a prompt and how well each of two models answered it.
///
/// @param prompt the text that will be there when a call is routed, nothing else
/// @param cheap how good the cheap model's answer was, in \[0, 1\]
/// @param strong how good the strong model's answer was, in \[0, 1\]
public record RouteExample(String prompt, double cheap, double strong) {
  public RouteExample {
    if (!(cheap >= 0 && cheap <= 1 && strong >= 0 && strong <= 1)) {
      throw new IllegalArgumentException("not in [0, 1]: " + cheap + ", " + strong);
    }
  }

  /// A lesson in which only the comparison is known, as from a judge or from agreement.
  ///
  /// @param asGood whether the cheap model's answer was as good as the strong one's, in \[0, 1\]
  public static RouteExample compared(String prompt, double asGood) {
    return new RouteExample(prompt, asGood, 1);
  }

  /// What the strong model added, in \[-1, 1\].
  public double gain() {
    return strong - cheap;
  }

  /// Whether the cheap model's answer was as good or better: 1 less what the strong one added.
  public double asGood() {
    return 1 - Math.max(0, gain());
  }
}
