package io.millrace.app.config;

import io.millrace.provider.route.Routes;
import io.millrace.store.control.Experiment;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Reads the list `experiments`.
final class ExperimentSection {
  private static final String LEAST = "0.0001";
  private static final String MOST = "0.9999";
  private static final String FAR = "1000000000";

  private ExperimentSection() {}

  /// @param routes where models are: both must be among them
  static List<Experiment> read(Section root, Routes routes, LoopTerms loop) {
    var experiments = new ArrayList<Experiment>();
    for (Value value : root.list("experiments")) {
      Section section = value.section();
      Experiment read = experiment(section, routes);
      section.done();
      if (!loop.on()) {
        section.error("config.experiment_loop");
      } else if (read != null) {
        if (experiments.stream().anyMatch(each -> each.name().equals(read.name()))) {
          section.error("config.experiment_twice", "name", read.name());
        }
        experiments.add(read);
      }
    }
    return experiments;
  }

  private static @Nullable Experiment experiment(Section section, Routes routes) {
    Value named = section.required("name");
    String name =
        named == null
            ? null
            : named.parsed(
                "config.experiment_name",
                text ->
                    text.matches("[A-Za-z0-9._-]{1,64}") ? Optional.of(text) : Optional.empty());
    Value model = section.value("model");
    String fresh = model == null ? "" : Models.known(model, routes);
    Value replaced = section.value("instead");
    String instead = replaced == null ? "" : Models.known(replaced, routes);
    String scenario = section.word("scenario", "");
    double share = section.number("share", LEAST, "1", 0.2);
    String metric = section.word("metric", "");
    double worst = section.number("worst", "-" + FAR, FAR, 0);
    double best = section.number("best", "-" + FAR, FAR, 1);
    Value silent = section.value("missing");
    BigDecimal silence = silent == null ? null : silent.decimal("-" + FAR, FAR);
    OptionalDouble missing =
        silence == null ? OptionalDouble.empty() : OptionalDouble.of(silence.doubleValue());
    double margin = section.number("margin", "0", MOST, 0.02);
    double alpha = section.number("alpha", LEAST, MOST, 0.05);
    Duration settle = DeadlineSection.duration(section, "settle", Duration.ofDays(1));
    if (settle.compareTo(Experiment.SHORTEST) < 0) {
      section.error("config.experiment_settle");
      return null;
    }
    boolean one = (model == null) == (replaced == null) && (model == null) != scenario.isEmpty();
    if (!one) {
      section.error("config.experiment_one");
      return null;
    }
    double counts = missing.orElse(worst);
    if (worst == best || counts < Math.min(worst, best) || counts > Math.max(worst, best)) {
      section.error("config.experiment_range");
      return null;
    }
    return name == null || fresh == null || instead == null
        ? null
        : new Experiment(
            name, fresh, instead, scenario, share, metric, worst, best, missing, margin, alpha,
            settle);
  }
}
