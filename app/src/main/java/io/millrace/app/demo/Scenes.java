package io.millrace.app.demo;

import io.millrace.app.demo.Frame.Stage;
import io.millrace.app.text.Texts;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Counts;
import io.millrace.store.control.KnownScenario;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Release;
import io.millrace.store.control.Round;
import io.millrace.store.control.RoundState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes frames of what journal and control store say. One thread at a time.
public final class Scenes {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Duration ALARMED = Duration.ofSeconds(5);

  /// Sums over so many seconds smooth what chance makes of single ones.
  private static final int SMOOTH = 3;

  private final Story story;
  private final Books books;
  private final News news;
  private final String address;
  private volatile double progress = -1;

  /// @param address where the gateway listens
  public Scenes(Story story, Texts texts, String address) {
    this.story = story;
    this.books = new Books(story.calls(), story.begun());
    this.news = new News(story.control(), story.begun(), texts);
    this.address = address;
  }

  /// How far the round is that is running, from any thread; negative when none is.
  public void progress(double share) {
    progress = share;
  }

  /// How things stand.
  public Frame frame() {
    books.advance();
    int second = books.seconds(story.now());
    int from = second - Books.WINDOW;
    Books.Line all = books.all();
    return new Frame(
        Duration.ofSeconds(second),
        "demo.phase." + story.chapter().name().toLowerCase(Locale.ROOT),
        learning() ? progress : -1,
        address,
        new Frame.Totals(
            books.callers(),
            all.perSecond(from, second),
            all.costPerHour(from, second),
            all.withoutPerHour(from, second),
            all.saved() * 1e-12,
            books.audits()),
        jobs(second),
        new Frame.Cost(
            perHour(all, second, Books.Line::costPerHour),
            perHour(all, second, Books.Line::withoutPerHour)),
        news.happened());
  }

  private boolean learning() {
    return story.control().rounds(1).stream().anyMatch(r -> r.state() == RoundState.RUNNING);
  }

  @FunctionalInterface
  private interface Rate {
    double of(Books.Line line, int from, int until);
  }

  private static List<Double> perHour(Books.Line line, int seconds, Rate rate) {
    List<Double> values = new ArrayList<>();
    for (int i = 1; i <= seconds; i++) {
      values.add(rate.of(line, i - SMOOTH, i));
    }
    return values;
  }

  private List<Frame.Job> jobs(int second) {
    ControlStore control = story.control();
    Map<String, PolicyRecord> policies = new HashMap<>();
    control.policies().forEach(each -> policies.put(each.id(), each));
    Map<String, List<Release>> releases = new HashMap<>();
    for (Release each : control.releases()) {
      releases.computeIfAbsent(each.scenario(), _ -> new ArrayList<>()).add(each);
    }
    Map<String, String> statuses = statuses(control.rounds(20));
    List<Frame.Job> jobs = new ArrayList<>();
    for (KnownScenario each : control.scenarios()) {
      String id = each.template().id();
      jobs.add(
          job(
              id,
              each.template().name(),
              releases.getOrDefault(id, List.of()),
              statuses.getOrDefault(id, ""),
              second));
    }
    jobs.sort(Comparator.comparingLong((Frame.Job job) -> job.calls()).reversed());
    if (!jobs.isEmpty()) {
      Books.Line free = books.of("");
      jobs.add(
          new Frame.Job(
              "",
              Stage.FREE,
              0,
              0,
              free.calls(),
              0,
              0,
              perHour(free, second, Books.Line::costPerHour)));
    }
    return jobs;
  }

  private Frame.Job job(String id, String name, List<Release> releases, String status, int second) {
    @Nullable Release release = shown(releases);
    Books.Line line = books.of(id);
    Counts.@Nullable Tally tally =
        release == null ? null : story.control().counts(release.policy()).all();
    return new Frame.Job(
        name,
        stage(release, releases, status),
        release == null ? 0 : release.answeredShare(),
        line.studentShare(second - Books.WINDOW / 2, second + 1),
        line.calls(),
        tally == null ? 0 : tally.settled(),
        tally == null ? 0 : tally.disagreed() + tally.missing(),
        perHour(line, second, Books.Line::costPerHour));
  }

  /// The policy that is out, else the latest.
  private static @Nullable Release shown(List<Release> releases) {
    return releases.stream()
        .filter(each -> each.stage().live())
        .findFirst()
        .orElse(releases.isEmpty() ? null : releases.getLast());
  }

  private Stage stage(@Nullable Release release, List<Release> all, String status) {
    if (release == null) {
      return status.isEmpty() || status.equals("certified") ? Stage.LEARNING : Stage.STAYS;
    }
    boolean alarmed =
        all.stream().anyMatch(each -> each.stage() == io.millrace.store.control.Stage.ROLLED_BACK);
    return switch (release.stage()) {
      case CANARY -> alarmed ? Stage.RECOVERING : Stage.CANARY;
      case FULL -> alarmed ? Stage.RECOVERED : Stage.FULL;
      case ROLLED_BACK -> {
        Instant end = release.since().plus(ALARMED);
        yield end.isAfter(story.now()) ? Stage.ALARM : Stage.ROLLED_BACK;
      }
      case WAITING, SHADOW, PAUSED, RETIRED -> Stage.CERTIFIED;
    };
  }

  /// What the latest round that looked at each scenario said of it.
  private static Map<String, String> statuses(List<Round> rounds) {
    Map<String, String> statuses = new HashMap<>();
    for (Round round : rounds) {
      if (round.state() == RoundState.DONE) {
        for (JsonNode each : MAPPER.readTree(round.summaryJson()).path("scenarios")) {
          statuses.putIfAbsent(each.path("id").asString(""), each.path("status").asString(""));
        }
      }
    }
    return statuses;
  }
}
