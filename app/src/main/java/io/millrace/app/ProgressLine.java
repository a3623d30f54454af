package io.millrace.app;

import io.millrace.flywheel.audit.Progress;
import java.util.Locale;

/// Shows how far the work is: one line that is overwritten on a terminal, a line every few seconds
/// elsewhere. Safe for threads.
final class ProgressLine implements Progress, AutoCloseable {
  private static final long QUICK_NANOS = 100_000_000L;
  private static final long SLOW_NANOS = 5_000_000_000L;
  private static final int BAR = 24;

  private final Terminal terminal;
  private final boolean chinese;
  private final Object lock = new Object();
  private long last = Long.MIN_VALUE;
  private boolean shown;

  ProgressLine(Terminal terminal, boolean chinese) {
    this.terminal = terminal;
    this.chinese = chinese;
  }

  @Override
  public void at(String phase, double share, String detail) {
    synchronized (lock) {
      long now = System.nanoTime();
      long wait = terminal.interactive() ? QUICK_NANOS : SLOW_NANOS;
      if (last != Long.MIN_VALUE && now - last < wait) {
        return;
      }
      last = now;
      show(phase, share, detail);
    }
  }

  private void show(String phase, double share, String detail) {
    int percent = (int) Math.round(Math.clamp(share, 0.0, 1.0) * 100);
    String text = String.format(Locale.ROOT, "%s %3d%%  %s", word(phase), percent, clip(detail));
    if (terminal.interactive()) {
      int full = percent * BAR / 100;
      String bar = "█".repeat(full) + "░".repeat(BAR - full);
      terminal.err().print("\r\u001B[2K" + bar + " " + text);
      shown = true;
    } else {
      terminal.err().print(text.stripTrailing() + "\n");
    }
    terminal.err().flush();
  }

  private String word(String phase) {
    return switch (phase) {
      case "read" -> chinese ? "读取日志" : "reading ";
      case "price" -> chinese ? "计价    " : "pricing ";
      case "discover" -> chinese ? "发现任务" : "finding jobs";
      case "learn" -> chinese ? "训练学生" : "training";
      case "write" -> chinese ? "写出结果" : "writing ";
      case "replay" -> chinese ? "回放    " : "replaying";
      default -> phase;
    };
  }

  private static String clip(String detail) {
    return detail.codePointCount(0, detail.length()) > 40
        ? detail.substring(0, detail.offsetByCodePoints(0, 39)) + "…"
        : detail;
  }

  /// Takes the line away, so that results can be printed in its place.
  void clear() {
    synchronized (lock) {
      if (shown) {
        terminal.err().print("\r\u001B[2K");
        terminal.err().flush();
        shown = false;
      }
    }
  }

  @Override
  public void close() {
    clear();
  }
}
