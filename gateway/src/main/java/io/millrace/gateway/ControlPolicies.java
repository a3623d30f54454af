package io.millrace.gateway;

import io.millrace.gateway.GatewaySettings.Policies;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.store.StoreException;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Experiment;
import io.millrace.store.control.KnownScenario;
import io.millrace.store.control.Release;
import io.millrace.store.control.Stage;
import io.millrace.store.control.StoredExperiment;
import io.millrace.store.policy.KeptPolicy;
import io.millrace.store.policy.PolicyComposer;
import io.millrace.store.policy.PolicyException;
import io.millrace.store.policy.PolicyFiles;
import io.millrace.store.policy.PolicySet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The policies that are released in the control store, and the experiments that run there. A
/// change by this process holds when its commit returns; one by another is seen within [#PAUSE].
/// What cannot be read is reported, and its policy does not answer. Holds one thread.
final class ControlPolicies implements PolicySource, ControlStore.Silencer {
  /// How often other processes' changes are looked for.
  static final Duration PAUSE = Duration.ofMillis(250);

  /// No version of a store.
  private static final long NEVER = -1;

  private static final System.Logger LOG = System.getLogger(ControlPolicies.class.getName());

  private final ControlStore control;
  private final PolicyFiles files;
  private final AutoCloseable subscription;
  private final AutoCloseable alarms;
  private final Thread watcher;
  private final Map<String, KeptPolicy> loaded = new HashMap<>();
  private volatile boolean silent;
  private volatile boolean recognise;
  private final Object publishing = new Object();
  private final Set<String> silenced = new HashSet<>();
  private volatile Released released = Released.NONE;
  private volatile long seen;
  private @Nullable State taken;

  ControlPolicies(Gateway.Controlled controlled, Policies settings) {
    this.control = controlled.store();
    this.files = new PolicyFiles(controlled.data());
    this.silent = settings.silent();
    this.recognise = settings.recognise();
    this.subscription = control.onChange(this::look);
    this.alarms = control.onAlarm(this);
    look();
    this.watcher = Thread.ofVirtual().name("gateway-policies").start(this::run);
  }

  @Override
  public Released released() {
    return released;
  }

  @Override
  public void reload(Policies next) {
    silent = next.silent();
    recognise = next.recognise();
    look();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        try {
          if (control.version() != seen) {
            look();
          }
        } catch (StoreException e) {
          LOG.log(System.Logger.Level.WARNING, "releases cannot be read: {0}", e.getMessage());
        } catch (RuntimeException e) {
          LOG.log(System.Logger.Level.ERROR, "looking for releases failed; it goes on", e);
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /// What a set of released policies is made of.
  private record State(
      List<Release> live,
      List<ScenarioTemplate> known,
      List<Experiment> experiments,
      boolean silent,
      boolean recognise) {}

  /// Takes up what is released. One at a time, so that an older state never replaces a newer one.
  /// Most commits are of observations and change nothing of it.
  private synchronized void look() {
    long version = control.version();
    var state =
        new State(
            control.releases().stream()
                .filter(each -> each.stage().live())
                .sorted(Comparator.comparingInt(Release::step))
                .toList(),
            control.scenarios().stream().map(KnownScenario::template).toList(),
            control.experiments().stream()
                .filter(StoredExperiment::running)
                .map(StoredExperiment::plan)
                .toList(),
            silent,
            recognise);
    if (state.equals(taken)) {
      seen = version;
      return;
    }
    Map<String, KeptPolicy> policies = new LinkedHashMap<>();
    Map<String, List<Released.Terms>> terms = new HashMap<>();
    for (Release release : state.live()) {
      // Without one that it stands behind it would be asked about calls that it is not for.
      KeptPolicy policy =
          policies.keySet().containsAll(release.behind()) ? policy(release.policy()) : null;
      if (policy != null) {
        policies.put(release.policy(), policy);
        terms.computeIfAbsent(release.scenario(), _ -> new ArrayList<>()).add(terms(release));
      }
    }
    boolean whole = policies.size() == state.live().size();
    loaded.keySet().retainAll(policies.keySet());
    loaded.putAll(policies);
    boolean nothing = policies.isEmpty() && (!recognise || state.known().isEmpty());
    publish(
        new Released(
            nothing ? null : composed(state.known(), List.copyOf(policies.values())),
            terms,
            state.experiments()));
    // Where a file could not be read, it is tried again.
    taken = whole ? state : null;
    seen = version;
  }

  private void publish(Released next) {
    synchronized (publishing) {
      released = next.without(silenced);
    }
  }

  /// A look that began before may end after this, and must not bring the policy back.
  @Override
  public void silence(String policy) {
    synchronized (publishing) {
      silenced.add(policy);
      released = released.without(silenced);
    }
  }

  @Override
  public void restore(String policy) {
    synchronized (publishing) {
      silenced.remove(policy);
    }
    synchronized (this) {
      // Where this look fails, the next one by the watcher does not.
      taken = null;
      seen = NEVER;
      look();
    }
  }

  private static @Nullable PolicySet composed(
      List<ScenarioTemplate> known, List<KeptPolicy> policies) {
    try {
      return PolicyComposer.compose(known, policies);
    } catch (IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "the released policies do not go together, the teacher answers: {0}",
          e.getMessage());
      return null;
    }
  }

  private @Nullable KeptPolicy policy(String id) {
    KeptPolicy before = loaded.get(id);
    if (before != null) {
      return before;
    }
    try {
      return files.load(id);
    } catch (PolicyException | StoreException | IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "policy {0} cannot be read, the teacher answers: {1}",
          id,
          e.getMessage());
      return null;
    }
  }

  private Released.Terms terms(Release release) {
    String outside =
        release.stage() == Stage.PAUSED
            ? "paused"
            : release.stage() == Stage.SHADOW || silent ? "shadow" : "held_out";
    double share = silent ? 0 : release.answeredShare();
    return new Released.Terms(release.policy(), share, release.auditRate(), outside);
  }

  @Override
  public void close() {
    watcher.interrupt();
    try {
      subscription.close();
      alarms.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
