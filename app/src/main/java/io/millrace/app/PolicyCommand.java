package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.flywheel.release.PolicyDesk;
import io.millrace.flywheel.release.PolicyDesk.Action;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.StateException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// Policies and their releases from the terminal, also while a server answers with them.
@Command(
    name = "policy",
    description = "Lists, shows, promotes, pauses, rolls back and pins what students answer.",
    subcommands = {
      PolicyCommand.ListAll.class,
      PolicyCommand.Show.class,
      PolicyCommand.Promote.class,
      PolicyCommand.Pause.class,
      PolicyCommand.Resume.class,
      PolicyCommand.Rollback.class,
      PolicyCommand.Pin.class,
      PolicyCommand.Unpin.class,
      PolicyCommand.SetMode.class,
      PolicyCommand.History.class
    },
    mixinStandardHelpOptions = true)
final class PolicyCommand extends GroupCommand {
  /// What every one of these commands takes.
  abstract static class OnDesk extends TerminalCommand implements Callable<Integer> {
    @Mixin CallsCommand.Place place = new CallsCommand.Place();

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    /// @return what the desk says
    abstract ObjectNode ask(PolicyDesk desk);

    abstract String render(ObjectNode answer, PolicyTable table);

    @Override
    public Integer call() {
      Texts texts = place.texts(terminal);
      ObjectNode answer = onDesk(this::ask);
      terminal.line(
          json
              ? answer.toPrettyString()
              : render(answer, new PolicyTable(texts, terminal.width(), terminal.colour()))
                  .stripTrailing());
      return 0;
    }

    private ObjectNode onDesk(Function<PolicyDesk, ObjectNode> question) {
      if (!Files.isDirectory(place.data)) {
        throw new UnusableException(
            place.data + ": there is no such folder; name a server's data folder with --data");
      }
      try (ControlStore store = ControlStore.open(place.data)) {
        return question.apply(new PolicyDesk(store));
      } catch (StateException e) {
        throw new UnusableException(String.valueOf(e.getMessage()), e);
      } catch (IllegalArgumentException e) {
        throw new UsageException(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /// All policies.
  @Command(
      name = "list",
      description = "Lists policies: how far each is out, what it promises, and what was observed.",
      mixinStandardHelpOptions = true)
  static final class ListAll extends OnDesk {
    @Option(names = "--all", description = "Also those that others replaced.")
    boolean all;

    @Override
    ObjectNode ask(PolicyDesk desk) {
      return desk.list(all);
    }

    @Override
    String render(ObjectNode answer, PolicyTable table) {
      return table.list(answer);
    }
  }

  /// One policy in full.
  @Command(
      name = "show",
      description = "Shows one policy: its promise, certificate, observations and history.",
      mixinStandardHelpOptions = true)
  static final class Show extends OnDesk {
    @Parameters(paramLabel = "ID", description = "The policy.")
    String id = "";

    @Override
    ObjectNode ask(PolicyDesk desk) {
      return desk.show(id);
    }

    @Override
    String render(ObjectNode answer, PolicyTable table) {
      return table.show(answer);
    }
  }

  /// What was done.
  @Command(
      name = "history",
      description = "Shows what was done to policies: by whom, when and why.",
      mixinStandardHelpOptions = true)
  static final class History extends OnDesk {
    @Parameters(
        paramLabel = "SCENARIO",
        arity = "0..1",
        description = "Only of this scenario: its id or name.")
    @Nullable String scenario;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "At most so many (default: ${DEFAULT-VALUE}).")
    int limit = 50;

    @Override
    ObjectNode ask(PolicyDesk desk) {
      if (limit < 1) {
        throw new UsageException("--limit " + limit + ": at least 1 is expected");
      }
      return desk.history(Optional.ofNullable(scenario), limit);
    }

    @Override
    String render(ObjectNode answer, PolicyTable table) {
      return table.history(answer.path("events"));
    }
  }

  /// Something that is done to a policy or a scenario.
  abstract static class Acting extends OnDesk {
    private final Action action;

    @Option(names = "--why", paramLabel = "TEXT", description = "Why, for the record.")
    String why = "";

    Acting(Action action) {
      this.action = action;
    }

    abstract String on();

    ObjectNode body() {
      return CallJson.JSON.createObjectNode().put("why", why);
    }

    @Override
    ObjectNode ask(PolicyDesk desk) {
      return desk.act(action, on(), body(), GroupCommand.who());
    }

    @Override
    String render(ObjectNode answer, PolicyTable table) {
      return table.done(answer);
    }
  }

  abstract static class OnPolicy extends Acting {
    @Parameters(paramLabel = "ID", description = "The policy.")
    String id = "";

    OnPolicy(Action action) {
      super(action);
    }

    @Override
    String on() {
      return id;
    }
  }

  /// Lets a policy answer more.
  @Command(
      name = "promote",
      description =
          "Lets a policy answer: first 5%% of the calls as a canary, then 25%%, 50%% and all.",
      mixinStandardHelpOptions = true)
  static final class Promote extends OnPolicy {
    @Option(
        names = "--share",
        paramLabel = "X",
        description = "This share of the calls instead of the next step, as 0.3 or 30%%.")
    @Nullable String share;

    @Option(names = "--full", description = "All calls that it is sure of.")
    boolean full;

    Promote() {
      super(Action.PROMOTE);
    }

    @Override
    ObjectNode body() {
      ObjectNode body = super.body();
      if (full) {
        body.put("full", true);
      }
      if (share != null) {
        body.put("share", share(share));
      }
      return body;
    }

    static double share(String text) {
      try {
        BigDecimal share =
            text.endsWith("%")
                ? new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(2)
                : new BigDecimal(text);
        if (share.signum() > 0 && share.compareTo(BigDecimal.ONE) <= 0) {
          return share.doubleValue();
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new UsageException(
          "--share " + text + ": a share over 0 and up to 1 is expected, such as 0.3 or 30%");
    }
  }

  /// Stops a policy for a while.
  @Command(
      name = "pause",
      description = "Lets a policy answer nothing until it is resumed.",
      mixinStandardHelpOptions = true)
  static final class Pause extends OnPolicy {
    Pause() {
      super(Action.PAUSE);
    }
  }

  /// Ends a pause.
  @Command(
      name = "resume",
      description = "Lets a paused policy answer as before.",
      mixinStandardHelpOptions = true)
  static final class Resume extends OnPolicy {
    Resume() {
      super(Action.RESUME);
    }
  }

  /// Takes a policy back.
  @Command(
      name = "rollback",
      description = "Takes a policy back: the teacher answers again, within a second.",
      mixinStandardHelpOptions = true)
  static final class Rollback extends OnPolicy {
    Rollback() {
      super(Action.ROLLBACK);
    }
  }

  /// Holds a policy's place.
  @Command(
      name = "pin",
      description = "Lets no other policy of its scenario take a policy's place; alarms still do.",
      mixinStandardHelpOptions = true)
  static final class Pin extends OnPolicy {
    Pin() {
      super(Action.PIN);
    }
  }

  /// Holds it no longer.
  @Command(
      name = "unpin",
      description = "Lets other policies of its scenario take a policy's place again.",
      mixinStandardHelpOptions = true)
  static final class Unpin extends OnPolicy {
    Unpin() {
      super(Action.UNPIN);
    }
  }

  /// Sets a scenario's mode.
  @Command(
      name = "mode",
      description =
          "Says what happens to a scenario's new policies: auto (they go out by themselves), ask"
              + " (they wait for a person), off (no student answers and none is trained).",
      mixinStandardHelpOptions = true)
  static final class SetMode extends Acting {
    @Parameters(index = "0", paramLabel = "SCENARIO", description = "The scenario: id or name.")
    String scenario = "";

    @Parameters(index = "1", paramLabel = "MODE", description = "auto, ask or off.")
    String mode = "";

    SetMode() {
      super(Action.MODE);
    }

    @Override
    String on() {
      return scenario;
    }

    @Override
    ObjectNode body() {
      return super.body().put("mode", mode);
    }
  }
}
