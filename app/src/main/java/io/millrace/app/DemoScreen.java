package io.millrace.app;

import io.millrace.app.demo.Frame;
import io.millrace.app.demo.View;
import io.millrace.app.text.Texts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Shows frames: redrawn in place on a terminal that can do that, as lines elsewhere. One thread at
/// a time.
final class DemoScreen implements AutoCloseable {
  private static final Duration LINES_EVERY = Duration.ofSeconds(10);
  private static final int LEAST_HEIGHT = 12;

  private final Terminal terminal;
  private final View view;
  private final boolean live;
  private int told;
  private Duration lined = Duration.ofSeconds(-10);
  private boolean open;

  DemoScreen(Terminal terminal, Texts texts) {
    this.terminal = terminal;
    this.live = terminal.colour() && !"dumb".equals(terminal.environment().get("TERM"));
    this.view = new View(texts, terminal.width(), height(terminal), live);
  }

  private static int height(Terminal terminal) {
    try {
      String lines = terminal.environment().getOrDefault("LINES", "");
      return Math.clamp(Integer.parseInt(lines), LEAST_HEIGHT, 200);
    } catch (NumberFormatException e) {
      return 30;
    }
  }

  void show(Frame frame) {
    if (live) {
      draw(frame);
    } else {
      tell(frame);
    }
  }

  private void draw(Frame frame) {
    var out = new StringBuilder();
    if (!open) {
      open = true;
      out.append("\u001b[?1049h\u001b[?25l");
    }
    out.append("\u001b[H");
    List<String> lines = view.render(frame);
    for (int i = 0; i < lines.size(); i++) {
      out.append(String.format(Locale.ROOT, "\u001b[%d;1H\u001b[2K", i + 1)).append(lines.get(i));
    }
    out.append("\u001b[J");
    terminal.out().print(out);
    terminal.checkOut();
  }

  private void tell(Frame frame) {
    List<Frame.Happening> happened = frame.happened();
    for (; told < happened.size(); told++) {
      terminal.line(view.line(happened.get(told)));
    }
    if (frame.elapsed().minus(lined).compareTo(LINES_EVERY) >= 0) {
      lined = frame.elapsed();
      terminal.line(view.line(frame));
    }
  }

  /// Gives the terminal back, with the last frame on it.
  void end(Frame frame) {
    close();
    if (live) {
      view.render(frame).forEach(terminal::line);
    } else {
      tell(frame);
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      terminal.out().print("\u001b[?25h\u001b[?1049l");
      terminal.checkOut();
    }
  }
}
