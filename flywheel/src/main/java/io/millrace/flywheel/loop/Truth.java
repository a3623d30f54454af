package io.millrace.flywheel.loop;

import io.millrace.model.CallId;
import io.millrace.proof.NonInferiority;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Event;
import io.millrace.store.control.LabelTask;
import io.millrace.store.control.Observation;
import io.millrace.store.control.Outcome;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Release;
import io.millrace.store.control.Source;
import io.millrace.store.policy.PolicyFolder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/*
 * Audits and held-out calls are a random sample of the calls that a student is sure of, each with a
 * logged probability, and on each both have answered. With D = wrong(student) - wrong(teacher), D is 0
 * where the two agree, whatever is true; so a person is asked about the others alone, all of them.
 * The mean of D is bounded by betting (NonInferiority.observed), which may be looked at after every
 * observation: the calls are taken in the order of drawing, up to the first that is
 * not decided. A label that never came, and an audit that never got an answer, count as D = 1.
 */

/// Asks people for the true answers of calls about which student and teacher disagree, and notes
/// once that a policy is proven not inferior to its teacher. One thread at a time.
///
/// Policies of cheaper models are left out: what agrees there is not equal.
final class Truth {
  private static final int UNDECIDED = 2;
  private static final String KIND = "not_inferior";

  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int AT_A_TIME = 500;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final ControlStore control;
  private final CallStore calls;
  private final InstantSource clock;
  private final Set<String> settled = new HashSet<>();
  private final Resting resting;

  Truth(ControlStore control, CallStore calls, InstantSource clock) {
    this.control = control;
    this.calls = calls;
    this.clock = clock;
    this.resting = new Resting(clock, PAUSE);
  }

  /// Asks for what is new, gives up what took too long, and looks at what is proven, every 5
  /// seconds, or more rarely where a look takes long.
  void advance(LoopSettings settings) {
    resting.advance(() -> look(settings, clock.instant()));
  }

  private void look(LoopSettings settings, Instant now) {
    control.expireLabels(now.minus(settings.labels().patience()));
    Set<String> live = new HashSet<>();
    for (Release release : control.releases()) {
      if (release.stage().live()) {
        live.add(release.policy());
      }
    }
    for (PolicyRecord policy : control.policies()) {
      boolean student = PolicyFolder.answeredBy(policy.certificateJson()).isEmpty();
      if (live.contains(policy.id()) && student && !settled.contains(policy.id())) {
        ask(policy, now);
        prove(policy, settings);
      }
    }
  }

  private void ask(PolicyRecord policy, Instant now) {
    List<Observation> rows;
    do {
      rows = control.unasked(policy.id(), AT_A_TIME);
      control.askLabels(
          rows.stream().map(row -> new LabelTask(row.callId(), row.scenario(), now, 1)).toList());
    } while (rows.size() == AT_A_TIME);
  }

  private void prove(PolicyRecord policy, LoopSettings settings) {
    if (noted(policy)) {
      settled.add(policy.id());
      return;
    }
    double margin = settings.labels().margin();
    var evidence = new Evidence();
    collect(policy, evidence);
    NonInferiority result = evidence.result(margin, settings.delta());
    if (!result.holds()) {
      return;
    }
    String json =
        MAPPER
            .createObjectNode()
            .put("observations", result.n())
            .put("labelled", evidence.labelled)
            .put("without_an_answer", evidence.missing)
            .put("student_wrong_only", result.studentWrong() - evidence.missing)
            .put("teacher_wrong_only", result.teacherWrong())
            .put("margin", margin)
            .put("delta", result.delta())
            .put("p_value", result.pValue())
            .put("upper", result.upper())
            .toString();
    String why =
        "its error rate is at most "
            + margin
            + " above the teacher's, by "
            + result.n()
            + " observed calls and "
            + evidence.labelled
            + " labels";
    control.note(policy.scenario(), policy.id(), KIND, new By("labels", why), json);
    settled.add(policy.id());
  }

  private boolean noted(PolicyRecord policy) {
    for (Event event : control.events(Optional.of(policy.scenario()), Integer.MAX_VALUE)) {
      if (event.kind().equals(KIND) && event.policy().equals(policy.id())) {
        return true;
      }
    }
    return false;
  }

  /// Calls in the order of drawing, up to the first that is not decided, and what was seen of them.
  private static final class Evidence {
    private final List<Integer> differences = new ArrayList<>();
    private final List<Double> probabilities = new ArrayList<>();
    private int labelled;
    private int missing;

    NonInferiority result(double margin, double delta) {
      return NonInferiority.observed(
          differences.stream().mapToInt(Integer::intValue).toArray(),
          probabilities.stream().mapToDouble(Double::doubleValue).toArray(),
          margin,
          delta);
    }
  }

  private void collect(PolicyRecord policy, Evidence evidence) {
    Map<String, LabelTask> tasks = new HashMap<>();
    control.labels(policy.scenario()).forEach(task -> tasks.put(task.call(), task));
    long after = 0;
    while (true) {
      List<Observation> rows = control.observations(policy.id(), after, AT_A_TIME);
      for (Observation row : rows) {
        after = row.seq();
        int difference = difference(row, tasks, evidence);
        if (difference == UNDECIDED) {
          return;
        }
        if (row.outcome() != Outcome.VOID) {
          evidence.differences.add(difference);
          evidence.probabilities.add(row.probability());
        }
      }
      if (rows.size() < AT_A_TIME) {
        return;
      }
    }
  }

  private int difference(Observation row, Map<String, LabelTask> tasks, Evidence evidence) {
    return switch (row.outcome()) {
      case VOID, AGREED -> 0;
      case PENDING -> UNDECIDED;
      case MISSING -> {
        evidence.missing++;
        yield 1;
      }
      case DISAGREED -> labelled(row, tasks.get(row.callId()), evidence);
    };
  }

  private int labelled(Observation row, @Nullable LabelTask task, Evidence evidence) {
    if (task == null || task.state() == LabelTask.State.OPEN) {
      return UNDECIDED;
    }
    String truth = task.answer();
    Optional<CallRecord> call = calls.find(new CallId(row.callId()));
    String student = call.map(each -> student(row, each)).orElse(null);
    String teacher = call.map(each -> teacher(row, each)).orElse(null);
    // A teacher's answer that is not known is not taken to be wrong.
    if (truth == null || student == null || teacher == null) {
      evidence.missing++;
      return 1;
    }
    evidence.labelled++;
    boolean studentRight = matches(student, truth);
    boolean teacherRight = matches(teacher, truth);
    if (studentRight == teacherRight) {
      return 0;
    }
    return studentRight ? -1 : 1;
  }

  private static @Nullable String student(Observation row, CallRecord call) {
    var ended = call.ended();
    if (ended == null) {
      return null;
    }
    return row.source() == Source.AUDIT
        ? ExchangeReader.complete(ended.response())
        : ended.shadow();
  }

  private @Nullable String teacher(Observation row, CallRecord call) {
    Optional<CallRecord> answered =
        row.source() == Source.AUDIT ? calls.find(new CallId(row.auditCall())) : Optional.of(call);
    var ended = answered.map(CallRecord::ended).orElse(null);
    return ended == null ? null : ExchangeReader.complete(ended.response());
  }

  /// Whether an answer is the true one: the same text, the same JSON, or the only field of an
  /// object.
  static boolean matches(String answer, String truth) {
    String said = answer.strip();
    String wanted = truth.strip();
    if (said.equals(wanted)) {
      return true;
    }
    JsonNode json = ExchangeReader.json(said.getBytes(StandardCharsets.UTF_8));
    if (json == null) {
      return false;
    }
    JsonNode right = ExchangeReader.json(wanted.getBytes(StandardCharsets.UTF_8));
    return json.equals(right)
        || json.isObject()
            && json.size() == 1
            && json.iterator().next().asString("").equals(wanted);
  }
}
