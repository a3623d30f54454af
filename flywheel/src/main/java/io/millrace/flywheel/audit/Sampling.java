package io.millrace.flywheel.audit;

/// With which probability each call of a log had an answer of the teacher, and which have none
/// because something else answered them. 16 to 64 bytes a call that is not certain; nothing for the
/// others. Filled by one thread, then read-only.
///
/// Calls are known by a 64-bit hash of their ids: of a hundred million, two share one by chance
/// once in three thousand logs.
public final class Sampling {
  /// Every call was sure to be answered by the teacher: a log of calls to models.
  public static final Sampling CERTAIN = new Sampling();

  private long[] keys = new long[0];
  private double[] values = new double[0];
  private int size;

  /// Every call is certain until [#put] says otherwise.
  public Sampling() {}

  /// Notes a call.
  ///
  /// @param probability with which such a call gets an answer of the teacher, 0 to 1, as it was
  ///   drawn: it depends on the request, never on the answer
  /// @param answered whether this one has got it
  public void put(String id, double probability, boolean answered) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability of " + probability);
    }
    if (answered && probability == 1) {
      return;
    }
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    int place = place(key(id));
    size += keys[place] == 0 ? 1 : 0;
    keys[place] = key(id);
    values[place] = answered ? probability : -1 - probability;
  }

  /// The probability with which such a call gets an answer of the teacher.
  double probability(String id) {
    double value = value(id);
    return value < 0 ? -1 - value : value;
  }

  /// Whether the call was answered by something else than the teacher, who was not asked.
  boolean withheld(String id) {
    return value(id) < 0;
  }

  private double value(String id) {
    if (size == 0) {
      return 1;
    }
    int place = place(key(id));
    return keys[place] == 0 ? 1 : values[place];
  }

  private void grow() {
    long[] oldKeys = keys;
    double[] oldValues = values;
    keys = new long[Math.max(1024, 2 * oldKeys.length)];
    values = new double[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        values[place] = oldValues[i];
      }
    }
  }

  private int place(long key) {
    int place = (int) (key >>> 32) & (keys.length - 1);
    while (keys[place] != 0 && keys[place] != key) {
      place = (place + 1) & (keys.length - 1);
    }
    return place;
  }

  /// FNV-1a, finished as SplitMix64 finishes; never 0, which stands for an empty place.
  private static long key(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return hash == 0 ? 1 : hash;
  }
}
