package io.millrace.provider.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Holds the table of a caller's protocol to what its codec does: each field, with its sample, is
/// put into a request and sent to each upstream. A field of an element stands in the sample of the
/// nearest rule above it.
public abstract class FieldTableContract {
  /// For tests of a protocol.
  protected FieldTableContract() {}

  /// The codec whose table is held.
  protected abstract CallerCodec codec();

  /// The upstreams of other protocols.
  protected abstract Map<Dialect, UpstreamCodec> upstreams();

  /// A request that is complete and small. Elements that a rule names are put at the front of its
  /// lists.
  protected abstract ObjectNode smallest();

  /// Changes a request that holds a field so that the field has its sense, by a call before its
  /// result for example.
  protected void complete(ObjectNode request, String path) {}

  /// Translated fields whose sample says the same as leaving them out, at a dialect.
  protected Set<String> silent(Dialect dialect) {
    return Set.of();
  }

  @TestFactory
  Stream<DynamicTest> everyFieldBecomesWhatItsRuleSays() {
    return codec().fields().rules().stream()
        .flatMap(rule ->
            upstreams().keySet().stream()
                .map(dialect ->
                    DynamicTest.dynamicTest(
                        rule.path() + " at " + dialect, () -> hold(rule, dialect))));
  }

  @TestFactory
  Stream<DynamicTest> harmlessValuesAreNeitherRefusedNorNamed() {
    return codec().fields().rules().stream()
        .flatMap(rule -> rule.harmless().stream().map(value -> harmless(rule, value)));
  }

  @Test
  void everyRuleSaysWhatBecomesOfItAtEachOtherDialect() {
    assertThat(codec().fields().rules())
        .allSatisfy(rule -> assertThat(rule.classes().keySet()).containsAll(upstreams().keySet()));
  }

  @Test
  void aFieldThatNoRuleNamesIsRefusedByName() {
    ObjectNode request = smallest().put("made_up_field", 1);
    for (Dialect dialect : upstreams().keySet()) {
      assertThat(refusal(request, dialect).param()).isEqualTo("made_up_field");
    }
  }

  @Test
  void theSmallestRequestIsSaidEverywhere() {
    upstreams()
        .forEach((dialect, upstream) -> {
          assertThat(codec().fields().check(smallest(), dialect)).isEmpty();
          assertThatCode(() -> encoded(smallest(), upstream)).doesNotThrowAnyException();
        });
  }

  private DynamicTest harmless(FieldRule rule, JsonNode value) {
    return DynamicTest.dynamicTest(
        rule.path() + " = " + value,
        () -> {
          ObjectNode request = request(rule, value);
          upstreams()
              .keySet()
              .forEach(dialect ->
                  assertThat(codec().fields().check(request, dialect)).doesNotContain(rule.path()));
        });
  }

  private void hold(FieldRule rule, Dialect dialect) {
    FieldClass verdict = rule.classes().getOrDefault(dialect, FieldClass.MEANING);
    ObjectNode request = request(rule, rule.sample());
    FieldClass above = above(rule, dialect);
    if (above != FieldClass.TRANSLATED) {
      return; // the rule above decides before this one is asked
    }
    switch (verdict) {
      case MEANING ->
          assertThat(bare(refusal(request, dialect).param())).isEqualTo(bare(rule.path()));
      case NEUTRAL -> dropped(rule, request, dialect);
      case TRANSLATED -> translated(rule, request, dialect);
    }
  }

  private FieldClass above(FieldRule rule, Dialect dialect) {
    for (FieldRule other : codec().fields().rules()) {
      if (isAbove(other.path(), rule.path())) {
        FieldClass verdict = other.classes().getOrDefault(dialect, FieldClass.MEANING);
        if (verdict != FieldClass.TRANSLATED) {
          return verdict;
        }
      }
    }
    return FieldClass.TRANSLATED;
  }

  private static boolean isAbove(String upper, String path) {
    return path.startsWith(upper + ".") || path.startsWith(upper + "[");
  }

  private void dropped(FieldRule rule, ObjectNode request, Dialect dialect) {
    assertThat(codec().fields().check(request, dialect)).contains(rule.path());
    ObjectNode without = request.deepCopy();
    Steps.of(rule.path()).remove(without);
    UpstreamCodec upstream = upstream(dialect);
    assertThat(encoded(request, upstream)).isEqualTo(encoded(without, upstream));
  }

  private void translated(FieldRule rule, ObjectNode request, Dialect dialect) {
    assertThat(codec().fields().check(request, dialect)).doesNotContain(rule.path());
    UpstreamCodec upstream = upstream(dialect);
    String with = encoded(request, upstream);
    ObjectNode without = request.deepCopy();
    Steps.of(rule.path()).remove(without);
    if (silent(dialect).contains(rule.path())) {
      return;
    }
    String bare;
    try {
      bare = encoded(without, upstream);
    } catch (RefusedException _) {
      return; // the field is required: it is read
    }
    assertThat(with).isNotEqualTo(bare);
  }

  private UpstreamCodec upstream(Dialect dialect) {
    UpstreamCodec upstream = upstreams().get(dialect);
    if (upstream == null) {
      throw new AssertionError("no upstream for " + dialect);
    }
    return upstream;
  }

  private String encoded(JsonNode request, UpstreamCodec upstream) {
    return new String(
        upstream.encode(codec().decode(request), "some-model"),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private WireError refusal(JsonNode request, Dialect dialect) {
    RefusedException refused =
        catchThrowableOfType(
            RefusedException.class, () -> codec().fields().check(request, dialect));
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> codec().fields().check(request, dialect));
    return refused.error();
  }

  /// A path without what it says of elements.
  private static String bare(@Nullable String path) {
    return path == null ? "" : path.replace(".*", "").replaceAll("\\[[^]]*]", "[]");
  }

  /// The smallest request with a field in it, inside of the sample of the nearest rule above that
  /// holds it whole.
  private ObjectNode request(FieldRule rule, JsonNode value) {
    ObjectNode request = smallest();
    for (FieldRule other : codec().fields().rules()) {
      if (isAbove(other.path(), rule.path()) && fits(other, rule)) {
        Steps.of(other.path()).put(request, other.sample());
      }
    }
    Steps.of(rule.path()).put(request, value);
    complete(request, rule.path());
    return request;
  }

  private static boolean fits(FieldRule upper, FieldRule rule) {
    boolean list = rule.path().startsWith(upper.path() + "[");
    return upper.sample().isObject() && !list;
  }

  /// The way to a field.
  private record Steps(List<String> names) {
    static Steps of(String path) {
      return new Steps(Stream.of(path.replace(".*", "").replace("[", ".[").split("\\.")).toList());
    }

    void put(ObjectNode request, JsonNode value) {
      JsonNode at = request;
      for (int i = 0; i < names.size(); i++) {
        boolean last = i == names.size() - 1;
        boolean list = !last && names.get(i + 1).startsWith("[");
        String kindField = i > 0 && names.get(i - 1).equals("messages") ? "role" : "type";
        at = step(at, names.get(i), kindField, last ? value : null, list);
      }
    }

    private static JsonNode step(
        JsonNode at, String name, String kindField, @Nullable JsonNode value, boolean list) {
      if (at instanceof ArrayNode array) {
        return element(array, name, kindField, value);
      }
      ObjectNode object = (ObjectNode) at;
      if (value != null) {
        object.set(name, value.deepCopy());
      } else if (list ? !object.path(name).isArray() : !object.path(name).isObject()) {
        object.set(
            name,
            list ? JsonNodeFactory.instance.arrayNode() : JsonNodeFactory.instance.objectNode());
      }
      return object.path(name);
    }

    private static JsonNode element(
        ArrayNode array, String name, String kindField, @Nullable JsonNode value) {
      String kind = name.substring(1, name.length() - 1);
      JsonNode found = find(array, kind);
      if (value != null) {
        if (found != null) {
          array.remove(index(array, found));
        }
        array.insert(0, value.deepCopy());
        return array.get(0);
      }
      if (found == null) {
        ObjectNode made = array.insertObject(0);
        if (!kind.isEmpty()) {
          made.put(kindField, kind);
        }
        found = made;
      }
      return found;
    }

    private static int index(ArrayNode array, JsonNode element) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i).equals(element)) {
          return i;
        }
      }
      return -1;
    }

    private static @Nullable JsonNode find(ArrayNode array, String kind) {
      for (JsonNode element : array) {
        String own = element.path("type").asString(element.path("role").asString(""));
        if (own.equals(kind) || (kind.isEmpty() && element.isObject())) {
          return element;
        }
      }
      return null;
    }

    void remove(ObjectNode request) {
      JsonNode at = request;
      for (String name : names.subList(0, names.size() - 1)) {
        at =
            at instanceof ArrayNode array
                ? find(array, name.substring(1, name.length() - 1))
                : at.path(name);
        if (at == null) {
          return;
        }
      }
      String last = names.getLast();
      if (at instanceof ArrayNode array) {
        JsonNode element = find(array, last.substring(1, last.length() - 1));
        if (element != null) {
          array.remove(index(array, element));
        }
      } else {
        ((ObjectNode) at).remove(last);
      }
    }
  }
}
