package io.millrace.store.control;

import io.millrace.store.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;

/// What SQLite's errors mean to whoever runs Millrace.
final class ControlErrors {
  static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int READ_ONLY = 8;
  private static final int DISK = 10;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANNOT_OPEN = 14;
  private static final int NO_DATABASE = 26;

  /// The error that is in the low byte of an extended one.
  private static final int PRIMARY = 0xff;

  private ControlErrors() {}

  static StoreException of(Path file, SQLException e) {
    return switch (e.getErrorCode() & PRIMARY) {
      case BUSY, LOCKED ->
          failed(
              file,
              "is locked by another process for more than five seconds",
              "See which other Millrace or tool has it open; nothing was changed",
              e);
      case FULL ->
          failed(file, "the disk is full", "Make room; nothing was changed and nothing is lost", e);
      case READ_ONLY, CANNOT_OPEN ->
          failed(
              file,
              "cannot be opened for writing",
              "See that the file and its folder belong to the user that runs Millrace",
              e);
      case DISK ->
          failed(file, "the disk reports an error", "See that it is not full and not failing", e);
      case CORRUPT, NO_DATABASE ->
          failed(
              file,
              "is damaged, or no control store",
              "Move it and its -wal and -shm files away, and put a backup in its place"
                  + " (docs/control-store.md); without one all policies are forgotten",
              e);
      default -> failed(file, "cannot be read or written", "See the reason given", e);
    };
  }

  private static StoreException failed(
      Path file, String problem, String remedy, SQLException cause) {
    return new StoreException(
        file.toString(), problem + " (" + firstLine(cause) + ")", remedy, cause);
  }

  private static String firstLine(SQLException cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
