package io.millrace.http;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Header fields in the order they came, names in lower case. Immutable.
public final class Headers implements Iterable<Header> {
  private final List<Header> fields;

  public Headers(List<Header> fields) {
    this.fields = List.copyOf(fields);
  }

  /// The first value of a name given in lower case; null when there is none.
  public @Nullable String first(String name) {
    for (Header field : fields) {
      if (field.name().equals(name)) {
        return field.value();
      }
    }
    return null;
  }

  /// How often a name occurs.
  public int count(String name) {
    int count = 0;
    for (Header field : fields) {
      if (field.name().equals(name)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public Iterator<Header> iterator() {
    return fields.iterator();
  }
}
