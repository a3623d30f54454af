package io.millrace.app;

import io.millrace.flywheel.audit.AuditException;
import io.millrace.store.journal.JournalException;
import io.millrace.store.policy.PolicyException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/// The command line. Exit codes: 0 done, 1 unusable input or no room to write, 2 wrong usage.
@Command(
    name = "millrace",
    description =
        "Finds the recurring jobs in your model calls and proves what small students save.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main {
  static final String VERSION = "0.1.0";

  private static final List<Class<?>> COMMANDS =
      List.of(
          AuditCommand.class,
          ReplayCommand.class,
          SampleCommand.class,
          DemoCommand.class,
          ServeCommand.class,
          LearnCommand.class,
          CallsCommand.class,
          SpendCommand.class,
          PolicyCommand.class,
          ExperimentsCommand.class,
          LabelsCommand.class,
          DatasetCommand.class,
          DoctorCommand.class,
          WarmCommand.class,
          CommandLine.HelpCommand.class);

  private Main() {}

  /// Runs a command and ends the process with its exit code.
  @SuppressForbidden("the command line ends the process")
  public static void main(String[] args) {
    Terminal terminal = Terminal.ofProcess();
    System.exit(run(terminal, args));
  }

  /// Runs a command against a terminal.
  static int run(Terminal terminal, String... args) {
    CommandLine line = commandLine(args);
    line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler(errors(terminal));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.getSubcommands().values().forEach(sub -> attach(sub, terminal));
    try {
      int code = line.execute(args.length == 0 ? new String[] {"--help"} : args);
      if (code == 0) {
        terminal.checkOut();
      }
      return code;
    } catch (UnusableException e) {
      terminal.errorLine(String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError | StackOverflowError e) {
      terminal.errorLine(tooLittle(e));
    }
    return 1;
  }

  /// The command that is meant, or all where none is: to describe them all takes longer than many a
  /// command does.
  private static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Main());
    List<Class<?>> meant =
        COMMANDS.stream().filter(each -> args.length > 0 && name(each).equals(args[0])).toList();
    (meant.isEmpty() || args[0].equals("help") ? COMMANDS : meant).forEach(line::addSubcommand);
    return line;
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  private static void attach(CommandLine sub, Terminal terminal) {
    if (sub.getCommand() instanceof TerminalCommand command) {
      command.terminal = terminal;
    }
    sub.getSubcommands().values().forEach(nested -> attach(nested, terminal));
  }

  private static IExecutionExceptionHandler errors(Terminal terminal) {
    return (thrown, line, _) -> {
      VirtualMachineError memory = memoryError(thrown);
      if (memory != null) {
        terminal.errorLine(tooLittle(memory));
        return 1;
      }
      switch (thrown) {
        case UsageException e -> {
          terminal.errorLine(String.valueOf(e.getMessage()));
          terminal.errorLine("Try 'millrace help " + line.getCommandName() + "'.");
          return 2;
        }
        case UnusableException e -> terminal.errorLine(String.valueOf(e.getMessage()));
        case AuditException e -> terminal.errorLine(String.valueOf(e.getMessage()));
        case JournalException e -> terminal.errorLine(String.valueOf(e.getMessage()));
        case PolicyException e -> terminal.errorLine(String.valueOf(e.getMessage()));
        case io.millrace.store.StoreException e ->
            terminal.errorLine(String.valueOf(e.getMessage()));
        default -> terminal.errorLine(unexpected(terminal, thrown));
      }
      return 1;
    };
  }

  /// The lack of memory behind an exception, which a worker thread may have wrapped, or null.
  private static @Nullable VirtualMachineError memoryError(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError || t instanceof StackOverflowError) {
        return (VirtualMachineError) t;
      }
    }
    return null;
  }

  private static String tooLittle(VirtualMachineError error) {
    return error instanceof StackOverflowError
        ? "the stack is too small for this input; try again with more memory:"
            + " MILLRACE_HEAP=6g MILLRACE_JAVA_OPTS=-Xss64m ./millrace ..."
        : "memory ran out ("
            + error.getMessage()
            + "); try again with more of it: MILLRACE_HEAP=6g ./millrace ...";
  }

  private static String unexpected(Terminal terminal, Throwable thrown) {
    if (terminal.traces()) {
      thrown.printStackTrace(terminal.err());
    }
    return "something unexpected went wrong ("
        + thrown
        + "); set MILLRACE_TRACE=1 to see where, and please report it";
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"millrace " + VERSION};
    }
  }
}
