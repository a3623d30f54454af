package io.millrace.flywheel.dataset;

import io.millrace.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import tools.jackson.databind.json.JsonMapper;

/// The records of calls in a temporary file, so that the few that become rows can be read again
/// wherever the log came from. Nothing is kept in memory. One thread at a time.
///
/// A record is two lengths (int), the id in UTF-8, and the JSON of [RecordedCall], deflated.
final class BodySpool implements AutoCloseable {
  private static final JsonMapper JSON = Json.MAPPER;
  private static final int LENGTHS = 2 * Integer.BYTES;
  private static final int FLUSH_AT = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream(FLUSH_AT);

  private BodySpool(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// @throws StoreException when no file can be made in the folder
  static BodySpool in(Path folder) {
    try {
      Path file = Files.createTempFile(folder, "millrace-", ".bodies");
      return new BodySpool(
          file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new StoreException(
          folder.toString(),
          "no temporary file can be made here (" + e.getClass().getSimpleName() + ")",
          "Choose another folder with --out",
          e);
    }
  }

  /// @throws StoreException when the disk is full or fails
  void add(String id, RecordedCall call) {
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    byte[] body = deflated(JSON.writeValueAsBytes(call.toJson()));
    pending.writeBytes(
        ByteBuffer.allocate(LENGTHS).putInt(name.length).putInt(body.length).array());
    pending.writeBytes(name);
    pending.writeBytes(body);
    if (pending.size() >= FLUSH_AT) {
      flush();
    }
  }

  private static byte[] deflated(byte[] json) {
    var deflater = new Deflater(Deflater.BEST_SPEED);
    var out = new ByteArrayOutputStream(json.length / 2 + 64);
    try (var deflating = new DeflaterOutputStream(out, deflater)) {
      deflating.write(json);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  private void flush() {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(pending.toByteArray());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      pending.reset();
    } catch (IOException e) {
      throw failed("the calls cannot be spooled", e);
    }
  }

  /// Where the records of these ids are; of two with one id, the first.
  Map<String, Long> places(Set<String> ids) {
    flush();
    Map<String, Long> places = new HashMap<>();
    try {
      long at = 0;
      while (at < channel.size()) {
        ByteBuffer lengths = ByteBuffer.wrap(read(at, LENGTHS));
        int name = lengths.getInt();
        int body = lengths.getInt();
        String id = new String(read(at + LENGTHS, name), StandardCharsets.UTF_8);
        if (ids.contains(id)) {
          places.putIfAbsent(id, at);
        }
        at += LENGTHS + name + (long) body;
      }
      return places;
    } catch (IOException e) {
      throw failed("cannot be read", e);
    }
  }

  /// The record at a place.
  RecordedCall get(long place) {
    try {
      ByteBuffer lengths = ByteBuffer.wrap(read(place, LENGTHS));
      int name = lengths.getInt();
      byte[] body = read(place + LENGTHS + name, lengths.getInt());
      try (InputStream json = new InflaterInputStream(new java.io.ByteArrayInputStream(body))) {
        return RecordedCall.fromJson(JSON.readTree(json));
      }
    } catch (IOException e) {
      throw failed("cannot be read", e);
    }
  }

  private byte[] read(long at, int length) throws IOException {
    byte[] read = new byte[length];
    ByteBuffer bytes = ByteBuffer.wrap(read);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new java.io.EOFException("the file is shorter than what was written");
      }
    }
    return read;
  }

  private StoreException failed(String what, IOException e) {
    return new StoreException(
        file.toString(),
        what + " (" + e.getMessage() + ")",
        "Free some space, or choose another folder with --out",
        e);
  }

  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed("cannot be deleted", e);
    }
  }
}
