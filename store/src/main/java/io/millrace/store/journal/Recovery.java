package io.millrace.store.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Finds out what a journal holds when it is opened: which calls are open, where it goes on, and
/// what is damaged. Nothing is cut off or changed: what is no sound record is reported and kept,
/// and the journal goes on in a new segment.
///
/// The last two segments are read, the last one alone being able to lack its beginning after a loss
/// of power; each begins with the calls that were open there.
final class Recovery {
  private static final int READ = 2;

  private final JournalFiles files;
  private final List<String> notices = new ArrayList<>();
  private final OpenCalls open = new OpenCalls();
  private long end;
  private boolean sound = true;

  private Recovery(JournalFiles files) {
    this.files = files;
  }

  static Recovery of(JournalFiles files) throws IOException {
    var recovery = new Recovery(files);
    recovery.run();
    return recovery;
  }

  /// For the operator.
  List<String> notices() {
    return notices;
  }

  OpenCalls open() {
    return open;
  }

  /// The position at which the journal goes on.
  long end() {
    return end;
  }

  /// Whether the last segment can be written on.
  boolean sound() {
    return sound;
  }

  private void run() throws IOException {
    List<Long> starts = new ArrayList<>(files.segments());
    while (!starts.isEmpty() && unbegun(starts.getLast())) {
      files.delete(starts.removeLast());
    }
    int from = Math.max(0, starts.size() - READ);
    while (from > 0 && !beginsWithOpenCalls(starts.get(from))) {
      from--;
    }
    for (int i = from; i < starts.size(); i++) {
      read(starts.get(i), i == from);
    }
    sound &= !starts.isEmpty();
  }

  /// Whether a crash left a segment without any record.
  private boolean unbegun(long start) throws IOException {
    try (JournalFiles.Segment segment = files.open(start, false)) {
      var scan = new SegmentScan(segment, SegmentScan.HEAD);
      return scan.advance() == SegmentScan.Found.END && scan.blank();
    }
  }

  private boolean beginsWithOpenCalls(long start) throws IOException {
    try (JournalFiles.Segment segment = files.open(start, false)) {
      var scan = new SegmentScan(segment, SegmentScan.HEAD);
      return scan.advance() == SegmentScan.Found.RECORD && scan.parser().openCalls(new OpenCalls());
    }
  }

  private void read(long start, boolean first) throws IOException {
    try (JournalFiles.Segment segment = files.open(start, false)) {
      sound = SegmentScan.hasHead(segment, start);
      if (!sound) {
        notices.add("the head of the segment at " + start + " is damaged; the file is kept");
      }
      var scan = new SegmentScan(segment, SegmentScan.HEAD);
      SegmentScan.Found found;
      while ((found = scan.advance()) != SegmentScan.Found.END) {
        if (found == SegmentScan.Found.DAMAGE) {
          sound = false;
          notices.add(JournalReader.damage(start, scan.offset(), scan.next()));
        } else {
          take(scan, first);
        }
      }
      long until = scan.offset();
      if (!scan.blank()) {
        sound = false;
        until = segment.size();
        notices.add(JournalReader.damage(start, scan.offset(), until));
      }
      end = start + until - SegmentScan.HEAD;
    }
  }

  /// What is known from the segment before is better than what this one says of its beginning: a
  /// loss of power may have taken ends that it counts on.
  private void take(SegmentScan scan, boolean first) {
    Entry entry = scan.parser().entry();
    if (entry != null) {
      open.take(entry);
    } else if (first) {
      scan.parser().openCalls(open);
    }
  }
}
