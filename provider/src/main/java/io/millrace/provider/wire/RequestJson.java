package io.millrace.provider.wire;

import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.WireError;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An object in a caller's request, with the path where it stands: whatever in it is not as it
/// should be is refused by name. Immutable.
///
/// @param node the object
/// @param path where it stands; empty for the whole request
public record RequestJson(JsonNode node, String path) {
  public RequestJson {
    if (!node.isObject()) {
      throw refused(path, "must be an object");
    }
  }

  /// A refusal of a field.
  public static RefusedException refused(String path, String fault) {
    String name = path.isEmpty() ? "the request" : "'" + path + "'";
    return new RefusedException(WireError.badField(path, name + " " + fault, "invalid_value"));
  }

  /// Where a field of this object stands.
  public String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /// Whether a field says something.
  public boolean has(String name) {
    JsonNode value = node.path(name);
    return !value.isMissingNode() && !value.isNull();
  }

  public String string(String name) {
    JsonNode value = node.path(name);
    if (!value.isString()) {
      throw refused(at(name), has(name) ? "must be a string" : "is required");
    }
    return value.stringValue();
  }

  public @Nullable String stringOrNull(String name) {
    return has(name) ? string(name) : null;
  }

  public OptionalLong whole(String name) {
    if (!has(name)) {
      return OptionalLong.empty();
    }
    JsonNode value = node.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw refused(at(name), "must be a whole number");
    }
    return OptionalLong.of(value.longValue());
  }

  public OptionalDouble number(String name) {
    if (!has(name)) {
      return OptionalDouble.empty();
    }
    JsonNode value = node.path(name);
    double number = value.isNumber() ? value.asDouble(Double.NaN) : Double.NaN;
    if (!Double.isFinite(number)) {
      throw refused(at(name), "must be a number");
    }
    return OptionalDouble.of(number);
  }

  public @Nullable Boolean flag(String name) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = node.path(name);
    if (!value.isBoolean()) {
      throw refused(at(name), "must be true or false");
    }
    return value.booleanValue();
  }

  public RequestJson child(String name) {
    if (!has(name)) {
      throw refused(at(name), "is required");
    }
    return new RequestJson(node.path(name), at(name));
  }

  /// The objects of a list; empty when the field is not there.
  public List<RequestJson> children(String name) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode list = node.path(name);
    if (!list.isArray()) {
      throw refused(at(name), "must be a list");
    }
    var children = new ArrayList<RequestJson>();
    int index = 0;
    for (JsonNode element : list) {
      children.add(new RequestJson(element, at(name) + "[" + index++ + "]"));
    }
    return children;
  }

  /// The texts of a list; empty when the field is not there.
  public List<String> strings(String name) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode list = node.path(name);
    if (!list.isArray()) {
      throw refused(at(name), "must be a list of strings");
    }
    var strings = new ArrayList<String>();
    for (JsonNode element : list) {
      if (!element.isString()) {
        throw refused(at(name), "must be a list of strings");
      }
      strings.add(element.stringValue());
    }
    return strings;
  }
}
