package io.millrace.app;

import io.millrace.app.Finding.State;
import io.millrace.app.config.Configuration;
import io.millrace.gateway.GatewaySettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the doctor asks of the machine: the Java that runs it, the disk, the port.
final class MachineChecks {
  private static final int FORCES = 20;
  private static final long SLOW_NANOS = 10_000_000;
  private static final long LITTLE_BYTES = 1L << 30;
  private static final long NONE_BYTES = 64L << 20;

  private MachineChecks() {}

  static List<Finding> all(Configuration configuration) {
    var findings = new ArrayList<Finding>();
    findings.add(java());
    findings.addAll(data(configuration.data().toAbsolutePath().normalize()));
    findings.add(port(configuration.gateway().listen()));
    return findings;
  }

  static Finding java() {
    Runtime.Version version = Runtime.version();
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    return Finding.of(
        version.feature() == 25 ? State.GOOD : State.DOUBTFUL,
        "java",
        "doctor.java",
        "version",
        version.toString(),
        "cores",
        Integer.toString(Runtime.getRuntime().availableProcessors()),
        "heap",
        Long.toString(heap));
  }

  static List<Finding> data(Path folder) {
    Path existing = folder;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      return List.of(forced(folder, existing), space(folder, existing));
    } catch (IOException e) {
      return List.of(
          Finding.of(
              State.BAD,
              "data",
              "doctor.data_bad",
              "folder",
              folder.toString(),
              "what",
              e.getClass().getSimpleName()));
    }
  }

  /// The median of some forced writes, of the size of a small entry.
  private static Finding forced(Path folder, Path existing) throws IOException {
    Path file = Files.createTempFile(existing, ".millrace-doctor", null);
    var nanos = new long[FORCES];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < FORCES; i++) {
        long begun = System.nanoTime();
        channel.write(ByteBuffer.allocate(4096));
        channel.force(false);
        nanos[i] = System.nanoTime() - begun;
      }
    } finally {
      Files.deleteIfExists(file);
    }
    Arrays.sort(nanos);
    long median = nanos[FORCES / 2];
    boolean slow = median > SLOW_NANOS;
    return Finding.of(
        slow ? State.DOUBTFUL : State.GOOD,
        "data",
        slow ? "doctor.data_slow" : "doctor.data",
        "folder",
        folder.toString(),
        "millis",
        BigDecimal.valueOf(median, 6).setScale(2, RoundingMode.HALF_UP).toPlainString());
  }

  private static Finding space(Path folder, Path existing) throws IOException {
    long free = Files.getFileStore(existing).getUsableSpace();
    State state = free < NONE_BYTES ? State.BAD : free < LITTLE_BYTES ? State.DOUBTFUL : State.GOOD;
    String gib =
        BigDecimal.valueOf(free)
            .divide(BigDecimal.valueOf(1L << 30), 1, RoundingMode.DOWN)
            .toPlainString();
    return Finding.of(
        state,
        "disk",
        state == State.GOOD ? "doctor.disk" : "doctor.disk_little",
        "free",
        gib,
        "folder",
        folder.toString());
  }

  static Finding port(GatewaySettings.Listen listen) {
    String address = listen.host() + ":" + listen.port();
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port()));
      return Finding.of(State.GOOD, "port", "doctor.port", "address", address);
    } catch (IOException e) {
      return Finding.of(
          State.BAD,
          "port",
          "doctor.port_taken",
          "address",
          address,
          "what",
          String.valueOf(e.getMessage()));
    }
  }
}
