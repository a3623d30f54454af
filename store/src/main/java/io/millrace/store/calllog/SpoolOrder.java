package io.millrace.store.calllog;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/// Puts the calls of a spool in order: by time, then id, then position.
final class SpoolOrder {
  private SpoolOrder() {}

  /// The offsets in order. Ids are only read for calls of the same instant.
  ///
  /// @param created sortable times, beside the offsets
  /// @param idAt reads the id of the call at an offset
  static long[] sorted(long[] offsets, long[] created, int size, LongFunction<String> idAt) {
    int[] order = byTime(created, size);
    int start = 0;
    while (start < size) {
      int end = start + 1;
      while (end < size && created[order[end]] == created[order[start]]) {
        end++;
      }
      if (end - start > 1) {
        byId(order, start, end, offsets, idAt);
      }
      start = end;
    }
    return Arrays.stream(order).mapToLong(i -> offsets[i]).toArray();
  }

  /// A stable order by time; a log that is in order already costs one pass.
  private static int[] byTime(long[] created, int size) {
    boolean inOrder = IntStream.range(1, size).allMatch(i -> created[i - 1] <= created[i]);
    if (inOrder) {
      return IntStream.range(0, size).toArray();
    }
    return IntStream.range(0, size)
        .boxed()
        .sorted(Comparator.comparingLong(i -> created[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  private static void byId(
      int[] order, int start, int end, long[] offsets, LongFunction<String> idAt) {
    record Named(String id, int position) {}
    int[] sorted =
        IntStream.range(start, end)
            .mapToObj(i -> new Named(idAt.apply(offsets[order[i]]), order[i]))
            .sorted(Comparator.comparing(Named::id).thenComparingInt(Named::position))
            .mapToInt(Named::position)
            .toArray();
    System.arraycopy(sorted, 0, order, start, sorted.length);
  }
}
