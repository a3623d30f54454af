package io.millrace.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class SchemaValuesTest {
  private static JsonNode value(String schema) {
    return value(schema, "Send 3 lamps to Oslo, please.", 1);
  }

  private static JsonNode value(String schema, String question, long seed) {
    return new SchemaValues(Json.parse(schema), question, seed).value();
  }

  @Test
  void fillsEveryPropertyWithItsType() {
    var made =
        value(
            """
            {"type":"object","required":["a","b","extra"],"properties":{
              "a":{"type":"string"},"b":{"type":["null","integer"]},"c":{"type":"boolean"},
              "d":{"type":"array","items":{"type":"number"},"minItems":3},
              "e":{"const":"x"},"f":{"type":"null"}}}\
            """);
    assertThat(made.path("a").stringValue()).isEqualTo("Oslo");
    assertThat(made.path("b").isIntegralNumber()).isTrue();
    assertThat(made.path("c").isBoolean()).isTrue();
    assertThat(made.path("d")).hasSize(3).allMatch(JsonNode::isNumber);
    assertThat(made.path("e").stringValue()).isEqualTo("x");
    assertThat(made.path("f").isNull()).isTrue();
    assertThat(made.path("extra").isString()).isTrue();
  }

  @Test
  void keepsWithinTheBoundsOfNumbers() {
    for (long seed = 0; seed < 200; seed++) {
      var whole = value("{\"type\":\"integer\",\"minimum\":2,\"exclusiveMaximum\":5}", "q", seed);
      assertThat(whole.intValue()).isBetween(2, 4);
      var step =
          value(
              "{\"type\":\"integer\",\"exclusiveMinimum\":0,\"maximum\":30,\"multipleOf\":5}",
              "q",
              seed);
      assertThat(step.intValue() % 5).isZero();
      assertThat(step.intValue()).isBetween(5, 30);
      var real = value("{\"type\":\"number\",\"minimum\":0,\"maximum\":1}", "q", seed);
      assertThat(real.doubleValue()).isBetween(0.0, 1.0);
      var negative = value("{\"type\":\"number\",\"maximum\":-3}", "q", seed);
      assertThat(negative.doubleValue()).isLessThanOrEqualTo(-3);
    }
  }

  @Test
  void picksTheEnumValueThatTheQuestionNames() {
    assertThat(value("{\"enum\":[\"Bergen\",\"Oslo\"]}").stringValue()).isEqualTo("Oslo");
    assertThat(value("{\"enum\":[4,5]}").intValue()).isBetween(4, 5);
  }

  @Test
  void followsReferencesAndEndsRecursion() {
    var tree =
        value(
            """
            {"$ref":"#/$defs/node","$defs":{"node":{"type":"object","required":["name","child"],
              "properties":{"name":{"type":"string"},
                "child":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}}}}}\
            """);
    assertThat(tree.path("child").path("name").isString()).isTrue();
    JsonNode last = tree;
    while (last.path("child").isObject()) {
      last = last.path("child");
    }
    assertThat(last.path("child").isNull()).isTrue();
  }

  @Test
  void joinsTheObjectsOfAllOf() {
    var made =
        value(
            """
            {"allOf":[{"type":"object","properties":{"a":{"type":"integer"}}},
              {"type":"object","properties":{"b":{"type":"integer"}}}]}\
            """);
    assertThat(made.propertyNames()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void keepsFormatsPatternsAndLengths() {
    assertThat(value("{\"type\":\"string\",\"format\":\"date\"}").stringValue())
        .matches("\\d{4}-\\d\\d-\\d\\d");
    assertThat(value("{\"type\":\"string\",\"pattern\":\"^[A-Z]{2}\\\\d+$\"}").stringValue())
        .matches("[A-Z]{2}\\d+");
    assertThat(value("{\"type\":\"string\",\"maxLength\":2}").stringValue()).hasSize(2);
    assertThat(value("{\"type\":\"string\",\"minLength\":9}").stringValue()).hasSize(9);
  }

  @Test
  void readsGeminisUpperCaseTypes() {
    var made = value("{\"type\":\"OBJECT\",\"properties\":{\"n\":{\"type\":\"INTEGER\"}}}");
    assertThat(made.path("n").isIntegralNumber()).isTrue();
  }

  @Test
  void makesDistinctItemsWhereAsked() {
    var made = value("{\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"enum\":[\"a\"]}}");
    assertThat(made).hasSize(1);
  }
}
