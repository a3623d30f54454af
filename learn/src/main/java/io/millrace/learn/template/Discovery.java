package io.millrace.learn.template;

import io.millrace.model.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Finds template versions in a sample of requests held in memory.
///
/// Requests with the same roles are grouped by shared constant text ([Anchors]); a group is aligned
/// into a pattern ([Group]); what its slots hold may show that it is several wordings or several
/// jobs, and then each part is looked at in the same way. A group that stays whole is a version if
/// its constant text is that of a job ([Credibility]).
///
/// A group is taken apart when
/// - a slot takes few values that follow one another in time (an edited template), or that name
///   different tasks, or that are long instructions;
/// - nearly all its calls fall into groups with heavy constant text of their own inside the slots,
///   that follow one another in time or read as instructions (a shared opening, several jobs);
/// - or it is no job itself (a generic opening): then every job under it counts. When several jobs
///   with their own heavy text live under an opening along with calls that have none, the opening
///   is shared: those other calls are free.
final class Discovery {
  private static final double ANCHOR_WEIGHT = 16;
  private static final double INNER_ANCHOR_WEIGHT = 10;
  private static final double HEAVY_GAIN = 16;
  private static final double JOB_GAIN = 24;
  private static final double SLOT_GAIN = 4;
  private static final double NEARLY_ALL = 0.9;
  private static final double ALL = 0.97;
  private static final double SHARED = 0.25;
  private static final int MOST_VALUES = 8;
  private static final int MOST_WORDINGS = 5;
  private static final int DEEPEST = 6;

  private final int support;
  private final Set<TemplateVersion> versions = new HashSet<>();
  private final List<TemplateVersion> found = new ArrayList<>();
  private final Set<TemplateVersion> shared;

  /// @param support how many requests a version needs
  /// @param shared openings known to be shared by several jobs; more are added
  Discovery(int support, Set<TemplateVersion> shared) {
    this.support = support;
    this.shared = shared;
  }

  /// The versions found, in a fixed order.
  List<TemplateVersion> versions(List<TokenText> sample) {
    Map<String, List<TokenText>> byRoles = new TreeMap<>();
    Map<String, List<TokenText>> openings = new TreeMap<>();
    for (TokenText text : sample) {
      List<Message> messages = text.request.messages();
      byRoles.computeIfAbsent(roles(messages), _ -> new ArrayList<>()).add(text);
      int opening = opening(messages);
      if (opening > 0 && messages.stream().anyMatch(m -> m.role().equals("assistant"))) {
        openings
            .computeIfAbsent(roles(messages.subList(0, opening)), _ -> new ArrayList<>())
            .add(TokenText.opening(text.request, text.position, opening));
      }
    }
    byRoles.values().forEach(each -> top(each, false));
    openings.values().forEach(each -> top(each, true));
    return found;
  }

  private static String roles(List<Message> messages) {
    return String.join("\n", messages.stream().map(Message::role).toList());
  }

  private static int opening(List<Message> messages) {
    int opening = 0;
    while (opening < messages.size() && Credibility.isSystem(messages.get(opening).role())) {
      opening++;
    }
    return opening;
  }

  private void top(List<TokenText> requests, boolean openTurns) {
    if (requests.size() < support) {
      return;
    }
    List<Anchors.View> views = requests.stream().map(Anchors.View::whole).toList();
    for (int[] group : Anchors.groups(views, support, ANCHOR_WEIGHT)) {
      explore(pick(requests, group), openTurns, 0);
    }
  }

  private static List<TokenText> pick(List<TokenText> requests, int[] indices) {
    var picked = new ArrayList<TokenText>();
    for (int index : indices) {
      picked.add(requests.get(index));
    }
    return picked;
  }

  private void explore(List<TokenText> requests, boolean openTurns, int depth) {
    if (requests.size() < support) {
      return;
    }
    Group fitted = Group.fit(requests, openTurns);
    Group group = Group.of(SlotKinds.classify(fitted), requests);
    if (group.size() < support) {
      return;
    }
    if (depth < DEEPEST) {
      Collection<List<TokenText>> wordings = byValue(group);
      if (wordings.size() > 1) {
        wordings.forEach(each -> explore(each, openTurns, depth + 1));
        return;
      }
      if (byContent(group, openTurns, depth)) {
        return;
      }
    }
    accept(group);
  }

  private void accept(Group group) {
    TemplateVersion version = group.version();
    boolean usable = version.openTurns() || Credibility.hasInput(version);
    if (usable && Credibility.isJob(version) && !shared.contains(version) && !ledByTurns(version)) {
      if (versions.add(version)) {
        found.add(version);
      }
    }
  }

  /// Whether a conversation's constant text is its opening alone: the open version serves it.
  private static boolean ledByTurns(TemplateVersion version) {
    boolean turns = version.messages().stream().anyMatch(m -> m.role().equals("assistant"));
    if (!turns || !Credibility.isSystem(version.messages().getFirst().role())) {
      return false;
    }
    return version.messages().stream()
        .filter(message -> !Credibility.isSystem(message.role()))
        .allMatch(message -> Credibility.weight(message.constantText()) == 0);
  }

  /// The requests by the values of a slot that tells wordings or jobs apart; one list when none
  /// does.
  private Collection<List<TokenText>> byValue(Group group) {
    for (int s = 0; s < group.compiled().slots; s++) {
      if (group.compiled().slot(s) instanceof Part.Input) {
        Map<String, List<TokenText>> byValue = values(group, s);
        if (byValue.size() > 1 && (wordings(byValue) || jobs(byValue.keySet()))) {
          return byValue.values();
        }
      }
    }
    return List.of();
  }

  /// The requests by a slot's value if it takes few, each often; else nothing.
  private Map<String, List<TokenText>> values(Group group, int slot) {
    Map<String, List<TokenText>> byValue = new LinkedHashMap<>();
    for (int m = 0; m < group.size(); m++) {
      byValue.computeIfAbsent(group.value(m, slot), _ -> new ArrayList<>()).add(group.member(m));
      if (byValue.size() > 4 * MOST_VALUES) {
        return Map.of();
      }
    }
    byValue.values().removeIf(requests -> requests.size() < support);
    int covered = byValue.values().stream().mapToInt(List::size).sum();
    boolean few = byValue.size() <= MOST_VALUES && covered >= ALL * group.size();
    return few ? byValue : Map.of();
  }

  private static boolean wordings(Map<String, List<TokenText>> byValue) {
    return byValue.size() <= MOST_WORDINGS
        && Timeline.sequential(byValue.values().stream().map(Discovery::places).toList());
  }

  private static boolean jobs(Set<String> values) {
    var tasks = new HashSet<Set<String>>();
    boolean instructions = true;
    for (String value : values) {
      Set<String> named = Lexicon.tasks(value);
      if (!named.isEmpty()) {
        tasks.add(named);
      }
      instructions &= Lexicon.specificWeight(value) >= JOB_GAIN && Lexicon.instructs(value);
    }
    return instructions || tasks.size() == values.size();
  }

  private static long[] places(List<TokenText> requests) {
    return requests.stream().mapToLong(text -> text.position).toArray();
  }

  /// Requests that share constant text inside the slots of a larger group.
  ///
  /// @param gained that text
  /// @param places in how many slots it lies
  /// @param ofSystem whether a slot of a system message is one of them
  private record Inner(List<TokenText> requests, String gained, int places, boolean ofSystem) {
    double gain() {
      return Lexicon.specificWeight(gained);
    }

    /// Whether this is an instruction rather than a text that many calls happen to be about.
    boolean instructs() {
      return ofSystem || places > 1 || Lexicon.instructs(gained);
    }
  }

  /// Takes a group apart by constant text inside its slots, if that is what it is made of.
  private boolean byContent(Group group, boolean openTurns, int depth) {
    var parts = new ArrayList<Inner>();
    for (int[] indices : Anchors.innerGroups(group.slotViews(), support, INNER_ANCHOR_WEIGHT)) {
      List<TokenText> requests = pick(group.members(), indices);
      TemplateVersion version = SlotKinds.classify(Group.fit(requests, openTurns));
      String gained = Credibility.gained(version, group.version());
      if (Credibility.hasInput(version) && !gained.isEmpty()) {
        parts.add(inner(Group.of(group.version(), requests), gained));
      }
    }
    if (!split(group, parts)) {
      return false;
    }
    parts.forEach(part -> explore(part.requests(), openTurns, depth + 1));
    return true;
  }

  private static Inner inner(Group group, String gained) {
    int places = 0;
    boolean ofSystem = false;
    for (int s = 0; s < group.compiled().slots; s++) {
      if (group.compiled().slot(s) instanceof Part.Input && group.alike(s) >= SLOT_GAIN) {
        places++;
        int message = group.compiled().slotMessage(s);
        ofSystem |= Credibility.isSystem(group.version().messages().get(message).role());
      }
    }
    return new Inner(group.members(), gained, places, ofSystem);
  }

  private boolean split(Group group, List<Inner> parts) {
    if (parts.isEmpty()) {
      return false;
    }
    if (!Credibility.isJob(group.version())) {
      return true;
    }
    double share = share(group, parts);
    if (share >= ALL && (parts.size() == 1 || follow(parts))) {
      return true;
    }
    parts.removeIf(part -> part.gain() < HEAVY_GAIN);
    share = share(group, parts);
    if (share >= NEARLY_ALL) {
      return parts.size() == 1 || follow(parts) || instruct(parts);
    }
    parts.removeIf(part -> part.gain() < JOB_GAIN || !part.instructs());
    if (parts.size() < 2 || share(group, parts) < SHARED) {
      return false;
    }
    shared.add(group.version());
    return true;
  }

  private static double share(Group group, List<Inner> parts) {
    return parts.stream().mapToInt(part -> part.requests().size()).sum() / (double) group.size();
  }

  private static boolean follow(List<Inner> parts) {
    return parts.size() <= MOST_WORDINGS
        && Timeline.sequential(parts.stream().map(part -> places(part.requests())).toList());
  }

  private static boolean instruct(List<Inner> parts) {
    return 2 * parts.stream().filter(Inner::instructs).count() > parts.size();
  }
}
