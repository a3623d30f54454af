package io.millrace.app;

import io.millrace.app.config.Configuration;
import io.millrace.flywheel.loop.Loop;
import io.millrace.flywheel.loop.RoundRunner;
import io.millrace.gateway.Administration;
import io.millrace.gateway.Gateway;
import io.millrace.gateway.GatewaySettings;
import io.millrace.provider.record.CallIds;
import io.millrace.provider.record.CallRecorder;
import io.millrace.provider.record.OwnCalls;
import io.millrace.provider.route.Router;
import io.millrace.store.calls.CallStore;
import io.millrace.store.calls.CallStoreSettings;
import io.millrace.store.control.AuditMaterial;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Experiment;
import io.millrace.store.control.StateException;
import io.millrace.store.journal.Journal;
import io.millrace.store.journal.JournalSettings;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A gateway with all that it works with. Thread-safe.
final class RunningServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("io.millrace");

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Router router;
  private final Gateway gateway;
  private final Optional<Loop> loop;
  private final CallStore calls;
  private final Optional<ControlStore> control;
  private final RoundRunner rounds;
  private volatile Configuration current;

  /// Starts from the journal upwards; what was started before a failure is closed again.
  RunningServer(Configuration configuration) {
    this(configuration, null);
  }

  /// The same with rounds of learning held in another way.
  ///
  /// @param runner null for processes of their own
  RunningServer(Configuration configuration, @Nullable RoundRunner runner) {
    current = configuration;
    rounds = runner == null ? new ChildRounds(() -> current) : runner;
    boolean started = false;
    try {
      Files.createDirectories(configuration.data());
      RandomGenerator random = new ThreadRandom();
      Journal journal = open(Journal.open(journal(configuration.data())));
      calls = open(CallStore.open(configuration.data(), journal, calls(configuration)));
      router = open(Router.of(configuration.routes(), random));
      control =
          configuration.loop().on()
              ? Optional.of(open(ControlStore.open(configuration.data())))
              : Optional.empty();
      control.ifPresent(store -> AuditedPolicies.release(configuration, store));
      experiments(configuration, true);
      var material = new AuditMaterial();
      var wiring =
          new Gateway.Parts(
              router,
              journal,
              calls,
              configuration.prices(),
              InstantSource.system(),
              random,
              control.map(store -> new Gateway.Controlled(store, configuration.data())),
              material,
              control
                  .<Administration>map(store -> new LoopApi(store, calls))
                  .orElse(Administration.NONE));
      gateway = open(Gateway.start(gateway(configuration), wiring));
      control.ifPresent(store -> open(AuditedPolicies.watch(() -> current, store)));
      loop =
          control.map(store -> open(loop(configuration, store, calls, journal, material, random)));
      started = true;
    } catch (IOException e) {
      throw unusable(configuration, e);
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /// The experiments that there are from now on, or would be.
  ///
  /// @throws UnusableException when one began with another plan
  private void experiments(Configuration configuration, boolean begin) {
    try {
      control.ifPresent(store -> {
        if (begin) {
          store.planExperiments(configuration.experiments());
          configuration.experiments().forEach(each -> known(each, store));
        } else {
          store.checkExperiments(configuration.experiments());
        }
      });
    } catch (StateException e) {
      throw new UnusableException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void known(Experiment experiment, ControlStore store) {
    boolean found =
        experiment.ofModel()
            || store.scenarios().stream()
                .anyMatch(each -> each.template().id().equals(experiment.scenario()));
    if (!found) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the experiment {0} names the scenario {1}, which no round has found: no call takes part"
              + " until one does; see ./millrace policy list",
          experiment.name(),
          experiment.scenario());
    }
  }

  private Loop loop(
      Configuration configuration,
      ControlStore control,
      CallStore calls,
      Journal journal,
      AuditMaterial material,
      RandomGenerator random) {
    var clock = InstantSource.system();
    Supplier<CallRecorder.Book> books =
        () ->
            new CallRecorder.Book(
                journal,
                current.prices(),
                clock,
                current.gateway().recording().serveUnrecorded(),
                () -> {});
    boolean masked = configuration.gateway().recording().bodies() != GatewaySettings.Bodies.KEEP;
    var teacher =
        new OwnCalls(
            router,
            books,
            new CallIds(clock, random),
            body -> current.gateway().recording().bodies().kept(body));
    return Loop.start(
        configuration.loop().settings(),
        new Loop.Parts(control, calls, journal, teacher, material, masked, rounds, clock));
  }

  /// Where cheaper models are asked in shadow, calls are recognised before any policy is out.
  private static GatewaySettings gateway(Configuration configuration) {
    boolean wanted =
        configuration.loop().on() && !configuration.loop().settings().cheaper().isEmpty();
    return configuration.gateway().recognising(wanted);
  }

  private static JournalSettings journal(Path data) {
    return JournalSettings.in(data.resolve("journal"));
  }

  private static CallStoreSettings calls(Configuration configuration) {
    return new CallStoreSettings(configuration.gateway().recording().expireBodies());
  }

  private static UnusableException unusable(Configuration configuration, IOException e) {
    GatewaySettings.Listen listen = configuration.gateway().listen();
    boolean taken = e instanceof BindException || e.getCause() instanceof BindException;
    return switch (e) {
      case IOException _ when taken ->
          new UnusableException(
              "nothing can listen on "
                  + listen.host()
                  + ":"
                  + listen.port()
                  + "; choose another with --port, or 0 for any free one",
              e);
      case java.nio.file.FileSystemException _ ->
          new UnusableException(
              "the data folder "
                  + configuration.data().toAbsolutePath()
                  + " cannot be used ("
                  + e.getMessage()
                  + "); name another with --data",
              e);
      default -> new UnusableException(String.valueOf(e.getMessage()), e);
    };
  }

  private <T extends AutoCloseable> T open(T part) {
    parts.push(part);
    return part;
  }

  int port() {
    return gateway.port();
  }

  CallStore calls() {
    return calls;
  }

  /// The state of the loop; empty without one.
  Optional<ControlStore> control() {
    return control;
  }

  /// Takes another configuration for the calls to come.
  ///
  /// @throws UnusableException when an experiment began with another plan; nothing is changed
  void reload(Configuration configuration) {
    experiments(configuration, false);
    current = configuration;
    router.reload(configuration.routes());
    gateway.reload(gateway(configuration), configuration.prices());
    control.ifPresent(store -> AuditedPolicies.again(configuration, store));
    experiments(configuration, true);
    loop.ifPresent(each -> each.reload(configuration.loop().settings()));
  }

  /// Lets the calls under way end, then closes from the gateway down. One that fails does not keep
  /// the others open.
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} did not close in good order: {1}",
            part.getClass().getSimpleName(),
            e.getMessage());
      }
    }
  }
}
