package io.millrace.learn.template;

import io.millrace.model.Message;
import io.millrace.model.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Finds the recurring jobs in a log, with no hint but the log itself.
///
/// A seeded sample of the calls that no template explains yet is searched for template versions
/// ([Discovery]); what they explain is taken out and the rest is sampled again, until nothing new
/// turns up. So a log of any length is read a few times, in bounded memory. At the end the versions
/// are counted over the whole log, rare ones dropped, and wordings of one template joined
/// ([Wordings]). The scenario of a logged call is what [ScenarioMatcher#match] says of it.
public final class TemplateMiner {
  private static final int SMALLEST_SUPPORT = 6;
  private static final int SMALL_LOG_SHARE = 8;
  private static final int SAMPLED_SUPPORT = 16;
  private static final int REMEMBERED = 4_000_000;

  private final RequestSource source;
  private final MinerOptions options;
  private final List<TemplateVersion> versions = new ArrayList<>();
  private final Set<TemplateVersion> shared = new HashSet<>();
  private long calls;

  private TemplateMiner(RequestSource source, MinerOptions options) {
    this.source = source;
    this.options = options;
  }

  /// The scenarios of a log, the one with the most calls first. Free conversation yields none.
  public static List<ScenarioTemplate> mine(RequestSource source, MinerOptions options) {
    return new TemplateMiner(source, options).mine();
  }

  private List<ScenarioTemplate> mine() {
    for (int round = 0; round < options.rounds(); round++) {
      Sample sample = sample(round);
      int support = support(sample);
      if (sample.texts.size() < support) {
        break;
      }
      List<TemplateVersion> found = new Discovery(support, shared).versions(sample.texts);
      found.removeAll(versions);
      versions.addAll(found);
      if (found.isEmpty()) {
        break;
      }
    }
    return count().scenarios(minimum());
  }

  private int minimum() {
    return Math.clamp(calls / SMALL_LOG_SHARE, SMALLEST_SUPPORT, options.minimumCalls());
  }

  private int support(Sample sample) {
    long scaled = (long) minimum() * sample.texts.size() / Math.max(1, sample.seen);
    return (int) Math.min(minimum(), Math.max(scaled, SAMPLED_SUPPORT));
  }

  private static final class Sample {
    private final List<TokenText> texts = new ArrayList<>();
    private long seen;
  }

  private record Drawn(Request request, long position) {}

  /// A uniform sample of the distinct requests that no version explains.
  private Sample sample(int round) {
    var random = new SplittableRandom(options.seed() * 31 + round);
    var drawn = new ArrayList<Drawn>();
    var known = new HashSet<Long>();
    var sample = new Sample();
    @Nullable ScenarioMatcher matcher = versions.isEmpty() ? null : matcher(versions);
    long[] position = {0};
    long[] chars = {0};
    int[] capacity = {options.sampleCalls()};
    source.forEach(request -> {
      long at = position[0]++;
      if (request.messages().isEmpty()
          || (known.size() < REMEMBERED && !known.add(hash(request)))
          || (matcher != null && matcher.match(request) != null)) {
        return;
      }
      sample.seen++;
      draw(drawn, new Drawn(request, at), sample.seen, random, chars, capacity);
    });
    calls = position[0];
    drawn.sort((a, b) -> Long.compare(a.position(), b.position()));
    drawn.forEach(each -> sample.texts.add(TokenText.of(each.request(), each.position())));
    return sample;
  }

  /// Reservoir sampling; when the texts held are too long in all, the reservoir shrinks.
  private void draw(
      List<Drawn> drawn,
      Drawn next,
      long seen,
      SplittableRandom random,
      long[] chars,
      int[] capacity) {
    if (drawn.size() < capacity[0]) {
      drawn.add(next);
      chars[0] += length(next.request());
    } else {
      long place = random.nextLong(seen);
      if (place < capacity[0]) {
        Drawn out = drawn.set((int) place, next);
        chars[0] += length(next.request()) - length(out.request());
      }
    }
    while (chars[0] > options.sampleChars() && drawn.size() > 1) {
      Drawn last = drawn.removeLast();
      int place = random.nextInt(drawn.size() + 1);
      Drawn out = place == drawn.size() ? last : drawn.set(place, last);
      chars[0] -= length(out.request());
      capacity[0] = drawn.size();
    }
  }

  private static int length(Request request) {
    int length = 0;
    for (Message message : request.messages()) {
      length += message.text().length();
    }
    return length;
  }

  private static long hash(Request request) {
    long hash = 1;
    for (Message message : request.messages()) {
      hash = TokenText.mix(hash * 31 + message.role().hashCode());
      String text = message.text();
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
      }
    }
    return hash;
  }

  /// A matcher whose scenario ids are the versions' indices.
  private static ScenarioMatcher matcher(List<TemplateVersion> versions) {
    var scenarios = new ArrayList<ScenarioTemplate>();
    for (int v = 0; v < versions.size(); v++) {
      scenarios.add(new ScenarioTemplate(String.valueOf(v), "", List.of(versions.get(v))));
    }
    return ScenarioMatcher.of(scenarios);
  }

  private Wordings count() {
    var wordings = new Wordings(versions, calls);
    ScenarioMatcher matcher = matcher(versions);
    long[] position = {0};
    source.forEach(request -> {
      Match match = matcher.match(request);
      if (match != null) {
        wordings.count(Integer.parseInt(match.scenarioId()), position[0]);
      }
      position[0]++;
    });
    return wordings;
  }
}
