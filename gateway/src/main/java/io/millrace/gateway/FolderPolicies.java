package io.millrace.gateway;

import io.millrace.gateway.GatewaySettings.Policies;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.store.policy.Policy;
import io.millrace.store.policy.PolicyException;
import io.millrace.store.policy.PolicySet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The policies of a folder that an audit wrote, looked for again every second: all are served, or
/// none. A folder that cannot be read is reported and what was before stays. Holds one thread.
final class FolderPolicies implements PolicySource {
  private static final System.Logger LOG = System.getLogger(FolderPolicies.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Thread watcher;
  private volatile Policies settings;
  private volatile Released released;
  private volatile @Nullable FileTime seen;

  /// @throws PolicyException when there is a folder and it cannot be read
  FolderPolicies(Policies settings) {
    this.seen = stamp(settings.folder());
    this.settings = settings;
    this.released = load(settings);
    this.watcher = Thread.ofVirtual().name("gateway-policies").unstarted(this::run);
    watcher.start();
  }

  @Override
  public Released released() {
    return released;
  }

  @Override
  public void reload(Policies next) {
    FileTime stamp = stamp(next.folder());
    released = load(next);
    settings = next;
    seen = stamp;
  }

  private static Released load(Policies settings) {
    Path folder = settings.folder();
    if (folder == null) {
      return Released.NONE;
    }
    PolicySet set = PolicySet.load(folder);
    Map<String, List<Released.Terms>> terms = new HashMap<>();
    for (ScenarioTemplate scenario : set.scenarios()) {
      List<Policy> ladder = set.ladder(scenario.id());
      if (!ladder.isEmpty()) {
        terms.put(
            scenario.id(), ladder.stream().map(each -> terms(each, settings.serve())).toList());
      }
    }
    return new Released(set, terms, List.of());
  }

  /// Policies of a folder are served to all calls or to none, and not audited.
  private static Released.Terms terms(Policy policy, boolean serve) {
    String hash = policy.certificate().studentHash();
    String id = hash.substring(0, Math.min(12, hash.length()));
    return new Released.Terms("audit-" + id, serve ? 1 : 0, 0, "shadow");
  }

  /// The manifest is written last.
  private static @Nullable FileTime stamp(@Nullable Path folder) {
    if (folder == null) {
      return null;
    }
    try {
      return Files.getLastModifiedTime(folder.resolve("manifest.json"));
    } catch (IOException e) {
      return null;
    }
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        look();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void look() {
    Policies current = settings;
    FileTime stamp = stamp(current.folder());
    if (stamp == null || stamp.equals(seen)) {
      return;
    }
    seen = stamp;
    try {
      Released next = load(current);
      released = next;
      LOG.log(
          System.Logger.Level.INFO,
          "took up new policies from {0}: {1}",
          current.folder(),
          next.terms().size());
    } catch (PolicyException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "new policies cannot be read, those before stay in force: {0}",
          e.getMessage());
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
