package io.millrace.app.config;

import io.millrace.provider.route.Deadlines;
import io.millrace.provider.route.Endpoint;
import io.millrace.provider.route.LatencyClass;
import io.millrace.provider.route.ModelRoute;
import io.millrace.provider.route.ModelRoute.Hop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `models` into routes and checks that what they name is there.
final class ModelSection {
  private static final Map<String, LatencyClass> LATENCIES =
      Map.of("editor", LatencyClass.EDITOR, "chat", LatencyClass.CHAT, "agent", LatencyClass.AGENT);

  private final Map<String, Preset> providers;
  private final List<Endpoint> endpoints;
  private final Set<String> names = new LinkedHashSet<>();
  private final Map<String, Hop> first = new LinkedHashMap<>();

  ModelSection(Map<String, Preset> providers, List<Endpoint> endpoints) {
    this.providers = providers;
    this.endpoints = endpoints;
  }

  /// A model as it is written, its fallbacks not looked up yet.
  private record Written(
      String name,
      Hop hop,
      List<Value> fallbacks,
      LatencyClass latency,
      @Nullable Duration hedgeAfter,
      @Nullable Deadlines deadlines) {}

  List<ModelRoute> read(Section section) {
    var written = new ArrayList<Written>();
    Map<String, Value> named = section.named();
    names.addAll(named.keySet());
    named.forEach((name, value) -> written.addAll(model(name, value)));
    written.forEach(w -> first.put(w.name(), w.hop()));
    return inOrder(written.stream().map(this::route).toList());
  }

  /// Exact names first, then patterns, the longest first.
  static List<ModelRoute> inOrder(List<ModelRoute> routes) {
    return routes.stream()
        .sorted(
            Comparator.comparing((ModelRoute r) -> r.name().endsWith("*"))
                .thenComparingInt(r -> r.name().endsWith("*") ? -r.name().length() : 0))
        .toList();
  }

  private List<Written> model(String name, Value value) {
    int star = name.indexOf('*');
    if (name.isBlank() || (star >= 0 && star != name.length() - 1)) {
      value.error("config.pattern", "name", name);
      return List.of();
    }
    if (value.scalar()) {
      String provider = provider(value);
      return provider == null
          ? List.of()
          : List.of(
              new Written(name, new Hop(provider, null), List.of(), LatencyClass.CHAT, null, null));
    }
    return mapped(name, value.section());
  }

  private List<Written> mapped(String name, Section section) {
    Value named = section.required("provider");
    String provider = named == null ? null : provider(named);
    String model = upstream(section, name.endsWith("*"));
    List<Value> fallbacks = section.list("fallbacks");
    Value latency = section.value("latency");
    LatencyClass chosen = latency == null ? null : latency.choice(LATENCIES);
    Value hedge = section.value("hedge_after");
    Duration hedgeAfter = hedge == null ? null : hedge.duration();
    Deadlines standard = defaults(provider);
    boolean patient = chosen == LatencyClass.AGENT && standard.equals(Deadlines.DEFAULT);
    Deadlines read =
        DeadlineSection.read(section.section("deadlines"), patient ? Deadlines.PATIENT : standard);
    Deadlines deadlines = patient || section.has("deadlines") ? read : null;
    section.done();
    if (provider == null) {
      return List.of();
    }
    return List.of(
        new Written(
            name,
            new Hop(provider, model),
            fallbacks,
            chosen == null ? LatencyClass.CHAT : chosen,
            hedgeAfter,
            deadlines));
  }

  private Deadlines defaults(@Nullable String provider) {
    return endpoints.stream()
        .filter(e -> e.provider().equals(provider))
        .map(Endpoint::deadlines)
        .findFirst()
        .orElse(Deadlines.DEFAULT);
  }

  private static @Nullable String upstream(Section section, boolean pattern) {
    Value value = section.value("model");
    String model = value == null ? null : value.word();
    if (value != null && model != null && model.contains("*") && !(pattern && starLast(model))) {
      value.error("config.star");
    }
    return model;
  }

  private static boolean starLast(String model) {
    return model.indexOf('*') == model.length() - 1;
  }

  private @Nullable String provider(Value value) {
    String name = value.word();
    if (name == null || providers.containsKey(name)) {
      return name;
    }
    Spelling.nearest(name, providers.keySet())
        .ifPresentOrElse(
            near -> value.error("config.no_provider_near", "near", near),
            () ->
                value.error("config.no_provider", "known", String.join(", ", providers.keySet())));
    return null;
  }

  private ModelRoute route(Written written) {
    var hops = new ArrayList<Hop>(List.of(written.hop()));
    written.fallbacks().forEach(f -> hops.addAll(fallback(f, written.name())));
    return new ModelRoute(
        written.name(), hops, written.latency(), written.hedgeAfter(), written.deadlines());
  }

  /// A fallback is another model by its name, or a provider and its name of a model.
  private List<Hop> fallback(Value value, String of) {
    if (!value.scalar()) {
      Section section = value.section();
      Value named = section.required("provider");
      String provider = named == null ? null : provider(named);
      String model = upstream(section, of.endsWith("*"));
      section.done();
      return provider == null ? List.of() : List.of(new Hop(provider, model));
    }
    String name = value.word();
    if (name == null) {
      return List.of();
    }
    if (name.equals(of)) {
      value.error("config.own_fallback");
      return List.of();
    }
    Hop hop = lookUp(name);
    if (hop == null && names.contains(name)) {
      return List.of(); // what is wrong with that model has been said
    }
    if (hop == null) {
      Spelling.nearest(name, names)
          .ifPresentOrElse(
              near -> value.error("config.no_fallback_near", "near", near),
              () -> value.error("config.no_fallback"));
      return List.of();
    }
    return List.of(hop);
  }

  /// Where a model leads, its name made explicit, for a caller of another name will come along.
  private @Nullable Hop lookUp(String name) {
    Hop exact = first.get(name);
    if (exact != null) {
      return name.endsWith("*") || exact.model() != null ? exact : new Hop(exact.provider(), name);
    }
    return first.entrySet().stream()
        .filter(e -> e.getKey().endsWith("*"))
        .filter(e -> name.startsWith(e.getKey().substring(0, e.getKey().length() - 1)))
        .max(Comparator.comparingInt(e -> e.getKey().length()))
        .map(e -> new Hop(e.getValue().provider(), filled(e.getKey(), e.getValue(), name)))
        .orElse(null);
  }

  private static String filled(String pattern, Hop hop, String name) {
    String model = hop.model();
    if (model == null) {
      return name;
    }
    return model.replace("*", name.substring(pattern.length() - 1));
  }

  /// The routes of providers whose models nobody listed: what is known to be theirs, and everything
  /// under `provider/`.
  static List<ModelRoute> known(Map<String, Preset> providers) {
    var routes = new LinkedHashMap<String, ModelRoute>();
    providers.forEach((name, preset) -> {
      preset.patterns().forEach(p -> routes.putIfAbsent(p, plain(p, new Hop(name, null))));
      routes.put(name + "/*", plain(name + "/*", new Hop(name, "*")));
    });
    return inOrder(List.copyOf(routes.values()));
  }

  private static ModelRoute plain(String name, Hop hop) {
    return new ModelRoute(name, List.of(hop), LatencyClass.CHAT, null, null);
  }
}
