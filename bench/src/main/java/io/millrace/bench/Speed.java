package io.millrace.bench;

import io.millrace.learn.student.Prediction;
import io.millrace.learn.template.Match;
import io.millrace.learn.template.ScenarioMatcher;
import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.store.calllog.CallSpool;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicySet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// From text to answer, and from request to scenario, on one core. Each call takes the next input
/// of the log, so caches see real variety. The median is the `p0.50` row of sample time.
///
/// Give `-p policies=DIR -p log=FILE`: policies that an audit of the log wrote.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Threads(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class Speed {
  @Param("")
  public String policies = "";

  @Param("")
  public String log = "";

  private final List<Asked> labels = new ArrayList<>();
  private final List<Asked> records = new ArrayList<>();
  private final List<Request> prompts = new ArrayList<>();
  private @Nullable ScenarioMatcher matcher;
  private int next;

  private record Asked(Policy policy, String input) {}

  @Setup
  public void load() {
    PolicySet set = PolicySet.load(Path.of(policies));
    ScenarioMatcher loaded = ScenarioMatcher.of(set.scenarios());
    matcher = loaded;
    try (CallSpool spool = Logs.spool(Path.of(log))) {
      spool.forEach(call -> {
        Match match = loaded.match(call.request());
        if (match != null) {
          add(set.policy(match.scenarioId()), match.input());
        }
        int length =
            call.request().messages().stream().map(Message::text).mapToInt(String::length).sum();
        if (length >= 1600 && length <= 2600) {
          prompts.add(call.request());
        }
      });
    }
  }

  private void add(Optional<Policy> policy, String input) {
    policy
        .filter(p -> !p.student().info().encoder())
        .ifPresent(p ->
            (p.student().info().kind().equals("label") ? labels : records)
                .add(new Asked(p, input)));
  }

  @Benchmark
  public Prediction labelAnswer() {
    return answer(labels);
  }

  @Benchmark
  public Prediction recordAnswer() {
    return answer(records);
  }

  @Benchmark
  public @Nullable Match recogniseTwoKilobytes() {
    if (matcher == null) {
      throw new IllegalStateException("not loaded");
    }
    return matcher.match(prompts.get(advance(prompts.size())));
  }

  private Prediction answer(List<Asked> asked) {
    // A stride visits the scenarios in turn instead of one after the other.
    Asked one = asked.get((int) ((long) advance(asked.size()) * 7919 % asked.size()));
    return one.policy().student().answer(one.input());
  }

  private int advance(int size) {
    if (size == 0) {
      throw new IllegalStateException("the log and the policies have nothing for this benchmark");
    }
    next = (next + 1) % size;
    return next;
  }
}
