package io.millrace.console.report;

/// A piece of a page.
interface Node {
  void write(StringBuilder out);
}
