package io.millrace.app;

/// A command that speaks to a terminal; [Main] sets it before the command runs.
abstract class TerminalCommand {
  Terminal terminal = Terminal.SILENT;
}
