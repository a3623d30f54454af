package io.millrace.store.control;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.sqlite.JDBC;

/// SQLite's native library. Where the launcher put it beside its jar, under the jar's name, it is
/// loaded from there; else the driver unpacks it into the folder for temporary files.
final class SqliteLibrary {
  private static final String PATH = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";

  private SqliteLibrary() {}

  /// Says where the library is, before the driver first looks for it. Whoever started the process
  /// may have said so already.
  static synchronized void locate() {
    CodeSource source = JDBC.class.getProtectionDomain().getCodeSource();
    if (source == null || System.getProperty(PATH) != null) {
      return;
    }
    try {
      locate(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      // the driver comes from no file
    }
  }

  private static void locate(Path jar) {
    Path folder = jar.toAbsolutePath().getParent();
    String name = nameFor(String.valueOf(jar.getFileName()));
    if (folder != null && Files.isRegularFile(folder.resolve(name))) {
      System.setProperty(NAME, name);
      System.setProperty(PATH, folder.toString());
    }
  }

  /// `sqlite-jdbc-3.54.so` beside `sqlite-jdbc-3.54.jar`: a library of another version is none.
  private static String nameFor(String jar) {
    String mapped = System.mapLibraryName("sqlite");
    String base = jar.endsWith(".jar") ? jar.substring(0, jar.length() - 4) : jar;
    return base + mapped.substring(mapped.lastIndexOf('.'));
  }
}
