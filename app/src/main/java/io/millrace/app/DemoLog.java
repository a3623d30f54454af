package io.millrace.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Keeps what the program logs off the terminal, in a file, until it is closed.
final class DemoLog implements AutoCloseable {
  private final Logger root = Logger.getLogger("");
  private final Handler[] before = root.getHandlers();
  private final FileHandler file;

  private DemoLog(FileHandler file) {
    this.file = file;
    for (Handler each : before) {
      root.removeHandler(each);
    }
    root.addHandler(file);
  }

  static DemoLog into(Path log) throws IOException {
    LogFormat.oneLine();
    var file = new FileHandler(log.toString().replace("%", "%%"));
    file.setFormatter(new SimpleFormatter());
    return new DemoLog(file);
  }

  @Override
  public void close() {
    root.removeHandler(file);
    file.close();
    for (Handler each : before) {
      root.addHandler(each);
    }
  }
}
