package io.millrace.app;

import io.millrace.app.config.Configuration;
import io.millrace.gateway.GatewaySettings.Policies;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.model.Certificate;
import io.millrace.store.StoreException;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Stage;
import io.millrace.store.policy.KeptPolicy;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicyException;
import io.millrace.store.policy.PolicyFiles;
import io.millrace.store.policy.PolicySet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Takes the policies of a folder that an audit wrote into the loop, each once: from then on they
/// are watched, and can be taken back, like those of its own rounds.
final class AuditedPolicies {
  private static final System.Logger LOG = System.getLogger(AuditedPolicies.class.getName());

  private static final Duration LOOK = Duration.ofSeconds(1);

  private AuditedPolicies() {}

  /// Policies that never answered begin in the shadow, or answer at once where the configuration
  /// says that students serve.
  static void release(Configuration configuration, ControlStore control) {
    Policies policies = configuration.gateway().policies();
    Path folder = policies.folder();
    if (folder == null) {
      return;
    }
    PolicySet set = PolicySet.load(folder);
    Set<String> known = new HashSet<>();
    control.policies().forEach(policy -> known.add(policy.id()));
    Set<String> scenarios = new HashSet<>();
    control.scenarios().forEach(scenario -> scenarios.add(scenario.template().id()));
    control.learned(
        set.scenarios().stream().filter(each -> !scenarios.contains(each.id())).toList());
    for (ScenarioTemplate scenario : set.scenarios()) {
      Optional<Policy> policy = set.policy(scenario.id());
      if (policy.isPresent()) {
        take(configuration, control, set, scenario, policy.get(), known);
      }
    }
  }

  /// Does [#again] whenever the folder holds others, or is another one.
  static FileWatcher watch(Supplier<Configuration> configuration, ControlStore control) {
    return FileWatcher.start(
        () ->
            Optional.ofNullable(configuration.get().gateway().policies().folder())
                .map(folder -> folder.resolve("manifest.json")),
        LOOK,
        () -> again(configuration.get(), control));
  }

  /// The same for a running server: what cannot be read is reported, and what was before stays. One
  /// at a time: a reload and a change of the folder may come at once.
  static synchronized void again(Configuration configuration, ControlStore control) {
    try {
      release(configuration, control);
    } catch (PolicyException | StoreException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "new policies cannot be taken up, those before stay in force: {0}",
          e.getMessage());
    }
  }

  private static void take(
      Configuration configuration,
      ControlStore control,
      PolicySet set,
      ScenarioTemplate scenario,
      Policy policy,
      Set<String> known) {
    Certificate certificate = policy.certificate();
    String id = scenario.id() + "-" + certificate.studentHash().substring(0, 12);
    if (!certificate.promise().equals("selective") || !certificate.loss().equals("record")) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the policy of {0} promises {1} by {2}, which audits cannot watch: it stays out. Audit"
              + " again without --promise and --loss",
          scenario.name(),
          certificate.promise(),
          certificate.loss());
      return;
    }
    if (!known.contains(id)) {
      var kept = new KeptPolicy(scenario, policy, set.text());
      var files = new PolicyFiles(configuration.data());
      if (!Files.exists(files.place(id))) {
        files.write(id, kept);
      }
      double coverage = (double) certificate.answered() / certificate.n();
      Instant now = InstantSource.system().instant();
      control.addPolicy(PolicyRecord.of(id, PolicyRecord.FROM_AUDIT, now, kept, coverage));
    }
    boolean serve = configuration.gateway().policies().serve();
    // In the shadow is only what a configuration put there.
    control.move(
        id,
        serve ? EnumSet.of(Stage.WAITING, Stage.SHADOW) : EnumSet.of(Stage.WAITING),
        serve ? Stage.FULL : Stage.SHADOW,
        serve ? 1 : 0,
        new By("configuration", serve ? "policies are served" : "never audited live"),
        "");
  }
}
