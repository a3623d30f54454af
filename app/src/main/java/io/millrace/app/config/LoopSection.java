package io.millrace.app.config;

import io.millrace.app.config.LoopTerms.Learning;
import io.millrace.flywheel.loop.LoopSettings;
import io.millrace.flywheel.loop.LoopSettings.Audits;
import io.millrace.flywheel.loop.LoopSettings.Canary;
import io.millrace.flywheel.loop.LoopSettings.Cheaper;
import io.millrace.flywheel.loop.LoopSettings.Labels;
import io.millrace.flywheel.loop.LoopSettings.Rounds;
import io.millrace.model.Picodollars;
import io.millrace.provider.route.Routes;
import io.millrace.store.control.Mode;
import io.millrace.store.policy.AnswerCheck;
import io.millrace.store.policy.CheaperModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the section `loop`.
final class LoopSection {
  private static final Map<String, Mode> MODES =
      Map.of("auto", Mode.AUTO, "ask", Mode.ASK, "off", Mode.OFF);
  private static final Map<String, AnswerCheck> CHECKS =
      Map.of("exact", AnswerCheck.EXACT, "json", AnswerCheck.JSON, "judge", AnswerCheck.JUDGE);
  private static final String LEAST = "0.0001";
  private static final String MOST = "0.9999";

  private LoopSection() {}

  /// @param routes where models are: a cheaper one, or a judge, must be among them
  static LoopTerms read(Section section, Routes routes) {
    LoopSettings base = LoopSettings.DEFAULT;
    Value written = section.value("mode");
    Mode mode = written == null ? null : written.choice(MODES);
    double delta = section.number("delta", LEAST, MOST, base.delta());
    int horizon = ProviderSection.integer(section, "horizon", 100, 10_000_000, 10_000);
    Audits audits = audits(section.section("audits"));
    Canary canary = canary(section.section("canary"));
    Section learn = section.section("learn");
    Rounds rounds = rounds(learn);
    Learning learning = learning(learn);
    learn.done();
    List<Cheaper> cheaper = cheaper(section, routes);
    Labels labels = labels(section.section("labels"));
    section.done();
    var settings =
        new LoopSettings(
            mode == null ? base.mode() : mode,
            delta,
            horizon,
            audits,
            canary,
            rounds,
            cheaper,
            labels);
    return new LoopTerms(mode != Mode.OFF, settings, learning);
  }

  private static Audits audits(Section section) {
    Audits base = Audits.DEFAULT;
    double rate = section.number("rate", LEAST, "1", base.rate());
    double warned = section.number("warned", LEAST, "1", Math.max(rate, base.warned()));
    double floor = section.number("floor", LEAST, "1", Math.min(rate, base.floor()));
    BigDecimal budget = decimal(section.value("budget_usd"), "0.01", "1000000");
    Duration patience = DeadlineSection.duration(section, "patience", base.patience());
    int atOnce = ProviderSection.integer(section, "at_once", 1, 1000, base.atOnce());
    section.done();
    if (floor > rate || rate > warned) {
      section.error("config.audit_rates");
      return base;
    }
    return new Audits(
        rate,
        warned,
        floor,
        Optional.ofNullable(budget).map(usd -> Picodollars.parse(usd.toPlainString())),
        patience,
        atOnce);
  }

  private static Canary canary(Section section) {
    Canary base = Canary.DEFAULT;
    var shares = new ArrayList<Double>();
    double before = 0;
    boolean grows = true;
    for (Value value : section.list("shares")) {
      BigDecimal share = value.decimal(LEAST, MOST);
      if (share != null) {
        grows &= share.doubleValue() > before;
        before = share.doubleValue();
        shares.add(before);
      }
    }
    int observations =
        ProviderSection.integer(section, "observations", 1, 1_000_000, base.observations());
    Duration time = DeadlineSection.duration(section, "time", base.time());
    section.done();
    if (!grows) {
      section.error("config.canary_shares");
    }
    List<Double> steps = shares.isEmpty() || !grows ? base.shares() : shares;
    return new Canary(steps, observations, time);
  }

  private static Rounds rounds(Section section) {
    Rounds base = Rounds.DEFAULT;
    Value every = section.value("every");
    Duration written = every == null ? null : every.duration();
    int calls = ProviderSection.integer(section, "calls", 1, Integer.MAX_VALUE, 2000);
    Duration again = DeadlineSection.duration(section, "again", base.again());
    BigDecimal price = decimal(section.value("core_hour_usd"), "0", "1000");
    return new Rounds(
        written == null ? base.every() : Optional.of(written),
        calls,
        again,
        price == null
            ? base.picodollarsPerCoreHour()
            : Picodollars.parse(price.toPlainString()).amount());
  }

  private static Labels labels(Section section) {
    Labels base = Labels.DEFAULT;
    Duration patience = DeadlineSection.duration(section, "patience", base.patience());
    double margin = section.number("margin", "0", MOST, base.margin());
    section.done();
    return new Labels(patience, margin);
  }

  private static Learning learning(Section section) {
    Learning base = LoopTerms.DEFAULT.learning();
    Value students = section.value("students");
    Boolean encoders =
        students == null ? null : students.choice(Map.of("fast", false, "all", true));
    return new Learning(
        section.number("alpha", LEAST, MOST, base.alpha()),
        section.number("delta", LEAST, MOST, base.delta()),
        encoders == null ? base.encoders() : encoders);
  }

  private static List<Cheaper> cheaper(Section section, Routes routes) {
    var models = new ArrayList<Cheaper>();
    for (Value value : section.list("cheaper")) {
      Cheaper read = cheaper(value.section(), routes, models);
      if (read != null) {
        models.add(read);
      }
    }
    return models;
  }

  private static @Nullable Cheaper cheaper(Section section, Routes routes, List<Cheaper> before) {
    Value named = section.required("model");
    String model = named == null ? null : Models.known(named, routes);
    List<String> teachers = new ArrayList<>();
    for (Value value : section.list("for")) {
      String teacher = value.word();
      if (teacher != null) {
        teachers.add(teacher);
      }
    }
    if (!section.has("for")) {
      section.required("for");
    }
    double sample = section.number("sample", LEAST, "1", 0.05);
    Value written = section.value("check");
    AnswerCheck check = written == null ? null : written.choice(CHECKS);
    Value judging = section.value("judge");
    String judge = judging == null ? null : Models.known(judging, routes);
    section.done();
    boolean judged = check == AnswerCheck.JUDGE;
    if (judged != (judging != null)) {
      section.error("config.judge");
      return null;
    }
    if (named != null && before.stream().anyMatch(each -> each.by().model().equals(model))) {
      named.error("config.cheaper_twice");
    }
    return model == null || teachers.isEmpty() || judged && judge == null
        ? null
        : new Cheaper(
            new CheaperModel(
                model, check == null ? AnswerCheck.EXACT : check, judge == null ? "" : judge),
            teachers,
            sample);
  }

  private static @Nullable BigDecimal decimal(@Nullable Value value, String from, String to) {
    return value == null ? null : value.decimal(from, to);
  }
}
