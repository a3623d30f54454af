package io.millrace.learn.template;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Joins versions that are wordings of one template into scenarios, by their text and by when in
/// the log they were used.
///
/// Two versions are one scenario when
/// - one takes over from the other in time and they share half their constant text (an edit);
/// - they share their whole opening, and nothing else is constant in either (turns of a
///   conversation);
/// - or one is the other with a little left out, and they name the same tasks.
final class Wordings {
  private static final int BUCKETS = 512;
  private static final double EDIT = 0.5;
  private static final double TAKEN_OVER = 0.95;
  private static final double HANDOVER = 0.15;
  private static final double CONTAINED = 0.995;
  private static final double NEARLY = 0.9;

  @SuppressWarnings("ArrayRecordComponent") // stays in this package, never compared
  private record Version(TemplateVersion version, long[] histogram, List<String> tokens) {
    long calls() {
      long sum = 0;
      for (long count : histogram) {
        sum += count;
      }
      return sum;
    }

    /// The bucket below which a share of the calls lies.
    int quantile(double share) {
      long due = (long) Math.ceil(share * calls());
      long sum = 0;
      for (int b = 0; b < BUCKETS; b++) {
        sum += histogram[b];
        if (sum >= due && sum > 0) {
          return b;
        }
      }
      return BUCKETS - 1;
    }
  }

  private final List<Version> all = new ArrayList<>();
  private final long calls;

  Wordings(List<TemplateVersion> versions, long calls) {
    this.calls = Math.max(1, calls);
    for (TemplateVersion version : versions) {
      all.add(new Version(version, new long[BUCKETS], Credibility.tokens(version)));
    }
  }

  /// Notes a call of a version at a place in the log.
  void count(int version, long position) {
    all.get(version).histogram()[(int) (position * BUCKETS / calls)]++;
  }

  /// The scenarios whose versions have enough calls, the busiest first.
  List<ScenarioTemplate> scenarios(long minimumCalls) {
    List<Version> kept =
        all.stream()
            .filter(version -> version.calls() >= minimumCalls)
            .sorted(Comparator.comparingInt(version -> version.quantile(0.5)))
            .toList();
    Map<Integer, List<Version>> groups = new HashMap<>();
    int[] owner = join(kept);
    for (int v = 0; v < owner.length; v++) {
      groups.computeIfAbsent(root(owner, v), _ -> new ArrayList<>()).add(kept.get(v));
    }
    List<List<Version>> ordered = new ArrayList<>(groups.values());
    ordered.sort(
        Comparator.comparingLong((List<Version> group) -> -total(group))
            .thenComparing(group -> id(group.getFirst().version())));
    var names = new ScenarioNames();
    var scenarios = new ArrayList<ScenarioTemplate>();
    for (List<Version> group : ordered) {
      TemplateVersion first = group.getFirst().version();
      List<TemplateVersion> versions = group.stream().map(Version::version).toList();
      scenarios.add(new ScenarioTemplate(id(first), names.name(first), versions));
    }
    return List.copyOf(scenarios);
  }

  private static long total(List<Version> group) {
    return group.stream().mapToLong(Version::calls).sum();
  }

  private static int[] join(List<Version> versions) {
    int[] owner = new int[versions.size()];
    for (int v = 0; v < owner.length; v++) {
      owner[v] = v;
    }
    for (int a = 0; a < owner.length; a++) {
      for (int b = a + 1; b < owner.length; b++) {
        if (root(owner, a) != root(owner, b) && same(versions.get(a), versions.get(b))) {
          int low = Math.min(root(owner, a), root(owner, b));
          int high = Math.max(root(owner, a), root(owner, b));
          owner[high] = low;
        }
      }
    }
    return owner;
  }

  private static int root(int[] owner, int version) {
    int root = version;
    while (owner[root] != root) {
      root = owner[root];
    }
    return root;
  }

  private static boolean same(Version a, Version b) {
    if (conversation(a.version(), b.version())) {
      return true;
    }
    if (!sameRoles(a.version(), b.version()) || bagShare(a.tokens(), b.tokens()) < EDIT) {
      return false;
    }
    double common = commonWeight(a.tokens(), b.tokens());
    double larger = Math.max(weight(a.tokens()), weight(b.tokens()));
    double smaller = Math.min(weight(a.tokens()), weight(b.tokens()));
    if (common >= EDIT * larger && takesOver(a, b)) {
      return true;
    }
    return common >= CONTAINED * smaller
        && common >= NEARLY * larger
        && Lexicon.tasks(String.join("", a.tokens()))
            .equals(Lexicon.tasks(String.join("", b.tokens())));
  }

  private static boolean takesOver(Version a, Version b) {
    double gap = Math.abs(b.quantile(0.02) - a.quantile(0.98)) / (double) BUCKETS;
    return inOrder(a.histogram(), b.histogram()) >= TAKEN_OVER && gap <= HANDOVER;
  }

  private static double inOrder(long[] first, long[] second) {
    double pairs = 0;
    double before = 0;
    double firsts = 0;
    double seconds = 0;
    for (int b = 0; b < BUCKETS; b++) {
      pairs += second[b] * (before + first[b] / 2.0);
      before += first[b];
      firsts += first[b];
      seconds += second[b];
    }
    return pairs / (firsts * seconds);
  }

  private static boolean sameRoles(TemplateVersion a, TemplateVersion b) {
    return a.openTurns() == b.openTurns()
        && a.messages().stream()
            .map(MessagePattern::role)
            .toList()
            .equals(b.messages().stream().map(MessagePattern::role).toList());
  }

  /// Whether both are one opening followed by nothing constant.
  private static boolean conversation(TemplateVersion a, TemplateVersion b) {
    List<MessagePattern> opening = opening(a);
    return a.openTurns() != b.openTurns()
        && !opening.isEmpty()
        && opening.equals(opening(b))
        && bareAfter(a, opening.size())
        && bareAfter(b, opening.size());
  }

  private static List<MessagePattern> opening(TemplateVersion version) {
    return version.messages().stream()
        .takeWhile(message -> Credibility.isSystem(message.role()))
        .toList();
  }

  private static boolean bareAfter(TemplateVersion version, int opening) {
    return version.messages().stream()
        .skip(opening)
        .allMatch(message -> Credibility.weight(message.constantText()) == 0);
  }

  private static double bagShare(List<String> a, List<String> b) {
    Set<String> left = new HashSet<>(a);
    Set<String> right = new HashSet<>(b);
    double both = left.stream().filter(right::contains).count();
    return both / Math.max(1, Math.max(left.size(), right.size()));
  }

  private static double weight(List<String> tokens) {
    return tokens.stream().mapToDouble(Wordings::weight).sum();
  }

  private static double weight(String token) {
    return Tokens.weight(token, 0, token.length());
  }

  /// The weight of the heaviest common subsequence.
  private static double commonWeight(List<String> a, List<String> b) {
    double[] row = new double[b.size() + 1];
    for (String token : a) {
      double diagonal = 0;
      double own = weight(token);
      for (int j = 1; j <= b.size(); j++) {
        double above = row[j];
        row[j] = token.equals(b.get(j - 1)) ? diagonal + own : Math.max(row[j], row[j - 1]);
        diagonal = above;
      }
    }
    return row[b.size()];
  }

  static String id(TemplateVersion version) {
    var text = new StringBuilder();
    for (MessagePattern message : version.messages()) {
      text.append(message.role()).append('\0');
      for (Part part : message.parts()) {
        text.append(part instanceof Part.Constant(String constant) ? constant : "\1").append('\0');
      }
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
