package io.millrace.flywheel.audit;

import io.millrace.learn.template.Match;
import io.millrace.learn.template.MinerOptions;
import io.millrace.learn.template.ScenarioMatcher;
import io.millrace.learn.template.TemplateMiner;
import io.millrace.model.Call;
import io.millrace.store.calllog.CallSpool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/// Draws calls for people to label: uniformly, so that the labels can prove something.
public final class LabelSample {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private LabelSample() {}

  /// Draws from the calls of all scenarios and writes JSON lines of `id`, `scenario`, `input` and
  /// an empty `answer`; the teacher's answer is left out, so that it does not sway who labels.
  ///
  /// @return how many were drawn: fewer when there are fewer calls
  public static int write(CallSpool spool, int count, long seed, OutputStream out)
      throws IOException {
    ScenarioMatcher matcher =
        ScenarioMatcher.of(
            TemplateMiner.mine(
                each -> spool.forEach(call -> each.accept(call.request())),
                MinerOptions.DEFAULT.withSeed(seed)));
    SplittableRandom random = new SplittableRandom(seed);
    List<String> drawn = new ArrayList<>();
    long seen = 0;
    for (int i = 0; i < spool.size(); i++) {
      Call call = spool.get(i);
      Match match = matcher.match(call.request());
      if (match != null) {
        seen++;
        keep(drawn, count, random.nextLong(seen), line(call, match));
      }
    }
    for (String line : drawn) {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    }
    return drawn.size();
  }

  /// Algorithm R (Vitter, Random sampling with a reservoir, 1985).
  ///
  /// @param place uniform among the calls seen so far
  private static void keep(List<String> drawn, int count, long place, String line) {
    if (drawn.size() < count) {
      drawn.add(line);
    } else if (place < count) {
      drawn.set((int) place, line);
    }
  }

  private static String line(Call call, Match match) {
    return MAPPER.writeValueAsString(
            MAPPER
                .createObjectNode()
                .put("id", call.id())
                .put("scenario", match.scenarioId())
                .put("input", match.input())
                .putNull("answer"))
        + "\n";
  }
}
