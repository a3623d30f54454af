package io.millrace.app;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A command that does nothing without one of its subcommands.
abstract class GroupCommand extends TerminalCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) {
      return 2;
    }
    throw new ParameterException(spec.commandLine(), spec.name() + ": what is to be done?");
  }

  /// Who does what such a command does, for the record.
  static String who() {
    String name = System.getProperty("user.name", "");
    return name.isEmpty() ? "somebody" : name;
  }
}
