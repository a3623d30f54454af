package io.millrace.sandbox.server;

import tools.jackson.databind.JsonNode;

/// Makes up numbers within the bounds of a schema.
final class NumberValues {
  private NumberValues() {}

  /// @param type `integer` or `number`
  /// @param chance from 0 to 1, where within the bounds
  static JsonNode number(JsonNode schema, String type, double chance) {
    boolean whole = type.equals("integer");
    double step = schema.path("multipleOf").doubleValue(whole ? 1 : 0.5);
    double least = bound(schema, "minimum", "exclusiveMinimum", step, 1);
    double most = bound(schema, "maximum", "exclusiveMaximum", step, -1);
    if (Double.isNaN(least)) {
      least = Double.isNaN(most) ? 1 : Math.min(1, most - 20 * step);
    }
    if (Double.isNaN(most)) {
      most = least + 20 * step;
    }
    double first = Math.ceil(least / step);
    double last = Math.floor(most / step);
    var nodes = Json.object();
    if (last < first) {
      return whole ? nodes.numberNode(Math.round(least)) : nodes.numberNode((least + most) / 2);
    }
    double value = (first + Math.floor(chance * Math.min(last - first + 1, 1e6))) * step;
    return whole ? nodes.numberNode(Math.round(value)) : nodes.numberNode(value);
  }

  /// @return NaN where there is no bound
  private static double bound(
      JsonNode schema, String inclusive, String exclusive, double step, int inwards) {
    double closed = schema.path(inclusive).doubleValue(Double.NaN);
    var open = schema.path(exclusive);
    if (open.isNumber()) {
      double limit = open.doubleValue() + inwards * step / 4;
      return Double.isNaN(closed) || (limit - closed) * inwards > 0 ? limit : closed;
    }
    return closed;
  }
}
