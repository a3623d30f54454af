package io.millrace.gateway;

import io.millrace.gateway.GatewaySettings.Policies;
import io.millrace.store.policy.PolicyException;
import io.millrace.store.policy.PolicySet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The released policies, looked for again every second. A release that cannot be read is reported
/// and the one before it stays. Thread-safe; holds one thread.
final class LivePolicies implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LivePolicies.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /// What is in force.
  ///
  /// @param set null without policies
  record Release(@Nullable PolicySet set, Policies settings) {}

  private final Thread watcher;
  private volatile Release release;
  private volatile @Nullable FileTime seen;

  /// @throws PolicyException when there is a folder and it cannot be read
  LivePolicies(Policies settings) {
    this.seen = stamp(settings.folder());
    this.release = new Release(load(settings.folder()), settings);
    this.watcher = Thread.ofVirtual().name("gateway-policies").unstarted(this::run);
    watcher.start();
  }

  Release release() {
    return release;
  }

  /// Takes other settings.
  ///
  /// @throws PolicyException when their folder cannot be read; nothing has changed then
  void reload(Policies settings) {
    FileTime stamp = stamp(settings.folder());
    release = new Release(load(settings.folder()), settings);
    seen = stamp;
  }

  private static @Nullable PolicySet load(@Nullable Path folder) {
    return folder == null ? null : PolicySet.load(folder);
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
    Release current = release;
    FileTime stamp = stamp(current.settings().folder());
    if (stamp == null || stamp.equals(seen)) {
      return;
    }
    seen = stamp;
    try {
      PolicySet set = load(current.settings().folder());
      release = new Release(set, current.settings());
      LOG.log(
          System.Logger.Level.INFO,
          "took up new policies from {0}: {1}",
          current.settings().folder(),
          set == null ? 0 : set.size());
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
