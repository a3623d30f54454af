package io.millrace.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A weighted context-free grammar that writes sentences and remembers slot values. Immutable and
/// thread-safe; the caller's random generator decides everything.
///
/// A grammar is a UTF-8 text. `[symbol]` opens a symbol; each line below it is one way to write it,
/// `3* line` one that is drawn three times as often. Lines that are empty or begin with `#` do not
/// count. Within a line:
///
/// - `{symbol}` is any way to write that symbol, `{slot=symbol}` the same, remembered as a value of
///   the slot, `{@slot}` the slot's latest value again;
/// - `{#3-40}` is a whole number of that range, `{slot=#3-40}` the same, remembered;
/// - `<one|two|>` is one of the parts, which may be empty and may nest;
/// - `\n` is a line break.
final class Grammar {

  private sealed interface Node {
    record Text(String text) implements Node {}

    record Sequence(List<Node> parts) implements Node {}

    record Choice(List<Node> parts, List<Integer> ceilings) implements Node {}

    record Symbol(String name, @Nullable String slot) implements Node {}

    record Recall(String slot) implements Node {}

    record Range(int low, int high, @Nullable String slot) implements Node {}
  }

  private final String name;
  private final Map<String, Node.Choice> symbols;

  private Grammar(String name, Map<String, Node.Choice> symbols) {
    this.name = name;
    this.symbols = symbols;
  }

  /// Reads the grammar that ships with this package under `name`.txt.
  ///
  /// @throws IllegalArgumentException if it is missing, broken, or names an unknown symbol
  static Grammar load(String name) {
    try (var stream = Grammar.class.getResourceAsStream(name + ".txt")) {
      if (stream == null) {
        throw new IllegalArgumentException("There is no grammar " + name + ".txt");
      }
      return parse(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the grammar " + name + ".txt", e);
    }
  }

  /// Reads a grammar from its text.
  static Grammar parse(String name, String text) {
    var lines = new LinkedHashMap<String, List<String>>();
    @Nullable List<String> current = null;
    for (var line : text.lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[") && line.endsWith("]")) {
        current = new ArrayList<>();
        if (lines.put(line.substring(1, line.length() - 1), current) != null) {
          throw new IllegalArgumentException(name + ": " + line + " is there twice");
        }
      } else if (current == null) {
        throw new IllegalArgumentException(name + ": a line before the first [symbol]: " + line);
      } else {
        current.add(line);
      }
    }
    var symbols = new LinkedHashMap<String, Node.Choice>();
    lines.forEach((symbol, ways) -> symbols.put(symbol, alternatives(name, ways)));
    var grammar = new Grammar(name, symbols);
    symbols.values().forEach(grammar::checkNames);
    return grammar;
  }

  private static Node.Choice alternatives(String name, List<String> ways) {
    var parts = new ArrayList<Node>();
    var ceilings = new ArrayList<Integer>();
    int total = 0;
    for (var way : ways) {
      int star = way.indexOf("* ");
      boolean weighted =
          star > 0 && way.substring(0, star).chars().allMatch(c -> c >= '0' && c <= '9');
      total += weighted ? Integer.parseInt(way.substring(0, star)) : 1;
      ceilings.add(total);
      parts.add(new Parser(name, weighted ? way.substring(star + 2) : way).parse());
    }
    return new Node.Choice(parts, ceilings);
  }

  /// The ways to write a symbol that stands for constant texts only, in the order of the file.
  ///
  /// @throws IllegalArgumentException if one of them is not constant
  List<String> constants(String symbol) {
    return node(symbol).parts().stream().map(part -> constant(symbol, part)).toList();
  }

  private String constant(String symbol, Node node) {
    if (node instanceof Node.Text(var text)) {
      return text;
    }
    throw new IllegalArgumentException(name + ": [" + symbol + "] is not made of constants");
  }

  /// The symbols whose names start with `prefix`, in the order of the file.
  List<String> symbolsUnder(String prefix) {
    return symbols.keySet().stream().filter(s -> s.startsWith(prefix)).toList();
  }

  /// Writes one text for a symbol.
  Phrase write(String symbol, RandomGenerator random) {
    return write(symbol, random, Map.of(), Map.of());
  }

  /// Writes one text for a symbol.
  ///
  /// @param known slot values that `{@slot}` can repeat
  /// @param standIns symbols that are written in the place of others
  Phrase write(
      String symbol,
      RandomGenerator random,
      Map<String, String> known,
      Map<String, String> standIns) {
    var writing = new Writing(random, known, standIns);
    writing.symbol(symbol);
    return Phrase.join(writing.pieces);
  }

  private Node.Choice node(String symbol) {
    var node = symbols.get(symbol);
    if (node == null) {
      throw new IllegalArgumentException(name + ": there is no symbol [" + symbol + "]");
    }
    return node;
  }

  private void checkNames(Node node) {
    switch (node) {
      case Node.Sequence(var parts) -> parts.forEach(this::checkNames);
      case Node.Choice(var parts, _) -> parts.forEach(this::checkNames);
      case Node.Symbol(var symbol, _) -> node(symbol);
      case Node.Text _, Node.Recall _, Node.Range _ -> {}
    }
  }

  /// One text in the making; used by one thread, once.
  private final class Writing {
    private final RandomGenerator random;
    private final Map<String, String> standIns;
    private final Map<String, String> values;
    private final List<Phrase.Piece> pieces = new ArrayList<>();

    Writing(RandomGenerator random, Map<String, String> known, Map<String, String> standIns) {
      this.random = random;
      this.standIns = standIns;
      this.values = new LinkedHashMap<>(known);
    }

    void symbol(String symbol) {
      node(pick(Grammar.this.node(standIns.getOrDefault(symbol, symbol))));
    }

    private Node pick(Node.Choice choice) {
      var ceilings = choice.ceilings();
      int at = random.nextInt(ceilings.getLast());
      int index = 0;
      while (ceilings.get(index) <= at) {
        index++;
      }
      return choice.parts().get(index);
    }

    private void node(Node node) {
      switch (node) {
        case Node.Text(var text) -> pieces.add(new Phrase.Piece(text, null));
        case Node.Sequence(var parts) -> parts.forEach(this::node);
        case Node.Choice choice -> node(pick(choice));
        case Node.Symbol(var symbol, var slot) -> slot(slot, () -> symbol(symbol));
        case Node.Range(var low, var high, var slot) ->
            slot(
                slot, () -> pieces.add(new Phrase.Piece("" + random.nextInt(low, high + 1), null)));
        case Node.Recall(var slot) -> recall(slot);
      }
    }

    private void recall(String slot) {
      var value = values.get(slot);
      if (value == null) {
        throw new IllegalArgumentException(name + ": {@" + slot + "} has no value yet");
      }
      pieces.add(new Phrase.Piece(value, null));
    }

    private void slot(@Nullable String slot, Runnable write) {
      int start = pieces.size();
      write.run();
      if (slot != null) {
        var written = pieces.subList(start, pieces.size());
        var text = new Phrase(written).text().strip();
        written.clear();
        values.put(slot, text);
        pieces.add(new Phrase.Piece(text, slot));
      }
    }
  }

  /// Reads one line; used once.
  private static final class Parser {
    private final String name;
    private final String line;
    private int at;

    Parser(String name, String line) {
      this.name = name;
      this.line = line.replace("\\n", "\n");
    }

    Node parse() {
      var node = sequence(0);
      if (at < line.length()) {
        throw broken("a closing mark too many");
      }
      return node;
    }

    private Node sequence(int depth) {
      var parts = new ArrayList<Node>();
      var text = new StringBuilder();
      while (at < line.length()) {
        char c = line.charAt(at);
        if (c == '>' || (depth > 0 && c == '|')) {
          break;
        }
        at++;
        if (c == '<' || c == '{') {
          flush(text, parts);
          parts.add(c == '<' ? choice(depth + 1) : reference());
        } else {
          text.append(c);
        }
      }
      flush(text, parts);
      return parts.size() == 1 ? parts.getFirst() : new Node.Sequence(parts);
    }

    private static void flush(StringBuilder text, List<Node> parts) {
      if (!text.isEmpty()) {
        parts.add(new Node.Text(text.toString()));
        text.setLength(0);
      }
    }

    private Node choice(int depth) {
      var parts = new ArrayList<Node>();
      do {
        parts.add(sequence(depth));
        if (at >= line.length()) {
          throw broken("a < that is not closed");
        }
      } while (line.charAt(at++) == '|');
      return new Node.Choice(parts, IntStream.rangeClosed(1, parts.size()).boxed().toList());
    }

    private Node reference() {
      int end = line.indexOf('}', at);
      if (end < 0) {
        throw broken("a { that is not closed");
      }
      var body = line.substring(at, end);
      at = end + 1;
      if (body.startsWith("@")) {
        return new Node.Recall(body.substring(1));
      }
      int equals = body.indexOf('=');
      @Nullable String slot = equals < 0 ? null : body.substring(0, equals);
      var target = body.substring(equals + 1);
      return target.startsWith("#") ? number(target, slot) : new Node.Symbol(target, slot);
    }

    private Node number(String target, @Nullable String slot) {
      int dash = target.indexOf('-');
      if (dash < 0) {
        throw broken("a number without a range");
      }
      int low = Integer.parseInt(target.substring(1, dash));
      return new Node.Range(low, Integer.parseInt(target.substring(dash + 1)), slot);
    }

    private IllegalArgumentException broken(String what) {
      return new IllegalArgumentException(name + ": " + what + " in: " + line);
    }
  }
}
