package io.millrace.console.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// An element of HTML or SVG, built from code and written with everything escaped.
///
/// Text and attribute values come from logs and may hold anything; names come from our code alone.
/// One thread at a time.
final class Element implements Node {
  private static final Set<String> VOID = Set.of("meta", "br", "hr", "col");

  private final String name;
  private final List<String> attributes = new ArrayList<>();
  private final List<Node> children = new ArrayList<>();

  private Element(String name) {
    this.name = name;
  }

  static Element of(String name) {
    return new Element(name);
  }

  static Element of(String name, String cssClass) {
    return new Element(name).attribute("class", cssClass);
  }

  Element attribute(String attribute, String value) {
    attributes.add(attribute);
    attributes.add(value);
    return this;
  }

  /// A number as an attribute, with at most two decimals.
  Element attribute(String attribute, double value) {
    String written = String.format(Locale.ROOT, "%.2f", value);
    return attribute(attribute, written.replaceFirst("\\.?0+$", ""));
  }

  Element text(String text) {
    children.add(new Text(text));
    return this;
  }

  Element add(Node... nodes) {
    children.addAll(List.of(nodes));
    return this;
  }

  Element addAll(List<? extends Node> nodes) {
    children.addAll(nodes);
    return this;
  }

  @Override
  public void write(StringBuilder out) {
    out.append('<').append(name);
    for (int i = 0; i < attributes.size(); i += 2) {
      out.append(' ').append(attributes.get(i)).append("=\"");
      escape(attributes.get(i + 1), out);
      out.append('"');
    }
    out.append('>');
    if (VOID.contains(name)) {
      return;
    }
    children.forEach(child -> child.write(out));
    out.append("</").append(name).append('>');
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    write(out);
    return out.toString();
  }

  /// Text of our own that is written as it is: a style sheet.
  Element verbatim(String ours) {
    children.add(out -> out.append(ours));
    return this;
  }

  private record Text(String text) implements Node {
    @Override
    public void write(StringBuilder out) {
      escape(text, out);
    }
  }

  /// Escapes what means something to HTML; what HTML can not hold, and the marks that reorder the
  /// text around them, become U+FFFD.
  private static void escape(String text, StringBuilder out) {
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.appendCodePoint(DisplayWidth.unprintable(c) ? 0xFFFD : c);
          }
        });
  }
}
