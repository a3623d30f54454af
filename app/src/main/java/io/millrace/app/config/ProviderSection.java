package io.millrace.app.config;

import io.millrace.http.Header;
import io.millrace.model.Secret;
import io.millrace.provider.route.Deadlines;
import io.millrace.provider.route.Endpoint;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one of `providers` into its endpoints: one for each region and key.
final class ProviderSection {
  /// As many as the gateway's own limit of calls by default, so that it is the one that counts.
  static final int MAX_CONNECTIONS = 20_000;

  private static final Set<String> OWN_HEADERS =
      Set.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "te");

  private final String name;
  private final Section section;

  ProviderSection(String name, Section section) {
    this.name = name;
    this.section = section;
  }

  /// A key and its share.
  private record WeightedKey(@Nullable Secret key, int weight) {}

  /// An address and its keys.
  private record Region(String name, URI url, int weight, List<WeightedKey> keys) {}

  /// What all endpoints of the provider have in common.
  private record Common(
      Preset preset,
      List<Header> headers,
      boolean responses,
      Deadlines deadlines,
      @Nullable Path certificates,
      int maxConnections) {}

  /// @param types told the type of the provider, when it has one
  List<Endpoint> read(Map<String, Preset> types) {
    Preset preset = preset();
    if (preset == null) {
      readRest();
      return List.of();
    }
    types.put(name, preset);
    var common =
        new Common(
            preset,
            headers(),
            responses(preset),
            DeadlineSection.read(section.section("deadlines"), Deadlines.DEFAULT),
            certificates(),
            integer(section, "max_connections", 1, 1_000_000, MAX_CONNECTIONS));
    List<Region> regions = regions(preset);
    section.done();
    return endpoints(regions, common);
  }

  /// Without a type little can be said, but misspelt keys can.
  private void readRest() {
    headers();
    DeadlineSection.read(section.section("deadlines"), Deadlines.DEFAULT);
    for (String key :
        List.of("responses", "ca", "max_connections", "base_url", "api_version", "key", "keys")) {
      section.value(key);
    }
    section.value("endpoints");
    section.done();
  }

  private @Nullable Preset preset() {
    Value type = section.value("type");
    if (type != null) {
      return type.choice(Preset.byType());
    }
    Preset named = Preset.byType().get(name);
    if (named == null) {
      section.required("type");
    }
    return named;
  }

  private List<Header> headers() {
    var headers = new ArrayList<Header>();
    section
        .section("headers")
        .named()
        .forEach((header, value) -> {
          String text = value.text();
          String lower = header.toLowerCase(Locale.ROOT);
          boolean fit = lower.matches("[a-z0-9!#$%&'*+.^_`|~-]+") && !OWN_HEADERS.contains(lower);
          if (!fit || (text != null && text.chars().anyMatch(c -> c < ' ' || c >= 127))) {
            value.secretError("config.header", "header", header);
          } else if (text != null) {
            headers.add(new Header(lower, text.strip()));
          }
        });
    return headers;
  }

  private boolean responses(Preset preset) {
    Value value = section.value("responses");
    Boolean read = value == null ? null : value.bool();
    return read == null ? preset.responses() : read;
  }

  private @Nullable Path certificates() {
    Value value = section.value("ca");
    Path file = value == null ? null : value.file();
    if (value != null && file != null && !Files.isReadable(file)) {
      value.error("config.no_file", "file", file.toString());
    }
    return file;
  }

  private List<Region> regions(Preset preset) {
    List<WeightedKey> keys = keys(section);
    String version = version();
    List<Value> listed = section.list("endpoints");
    Value base = section.value("base_url");
    if (listed.isEmpty()) {
      needKey(section, preset, keys);
      URI url = base == null ? preset(preset, "base_url") : url(base);
      return url == null
          ? List.of()
          : List.of(new Region("", versioned(url, version), 1, keys.isEmpty() ? NO_KEY : keys));
    }
    if (base != null) {
      base.error("config.both", "one", "base_url", "other", "endpoints");
    }
    return listed.stream().flatMap(v -> region(v, preset, keys, version).stream()).toList();
  }

  private static final List<WeightedKey> NO_KEY = List.of(new WeightedKey(null, 1));

  private List<Region> region(Value value, Preset preset, List<WeightedKey> keys, String version) {
    Section region = value.section();
    Value named = region.required("name");
    String regionName = named == null ? null : named.word();
    Value base = preset.baseUrl() == null ? region.required("base_url") : region.value("base_url");
    URI url = base == null ? preset(preset, "") : url(base);
    List<WeightedKey> own = keys(region);
    int weight = integer(region, "weight", 1, 1000, 1);
    region.done();
    List<WeightedKey> used = own.isEmpty() ? keys : own;
    needKey(region, preset, used);
    if (regionName == null || url == null) {
      return List.of();
    }
    return List.of(
        new Region(regionName, versioned(url, version), weight, used.isEmpty() ? NO_KEY : used));
  }

  private @Nullable URI preset(Preset preset, String key) {
    if (preset.baseUrl() != null) {
      return URI.create(preset.baseUrl());
    }
    if (!key.isEmpty()) {
      section.required(key);
    }
    return null;
  }

  private String version() {
    Value value = section.value("api_version");
    String text = value == null ? null : value.word();
    if (value != null && text != null && !text.matches("[A-Za-z0-9.-]+")) {
      value.error("config.version");
      return "";
    }
    return text == null ? "" : text;
  }

  private static URI versioned(URI url, String version) {
    return version.isEmpty() ? url : URI.create(url + "?api-version=" + version);
  }

  private static @Nullable URI url(Value value) {
    URI url = value.uri();
    if (url == null) {
      return null;
    }
    if (Addresses.linkLocal(url)) {
      value.error("config.link_local");
      return null;
    }
    if (url.getScheme().equals("http") && !Addresses.internal(url.getHost())) {
      value.warning("config.plain_http");
    }
    return url;
  }

  private static List<WeightedKey> keys(Section section) {
    var keys = new ArrayList<WeightedKey>();
    Value single = section.value("key");
    List<Value> several = section.list("keys");
    if (single != null && !several.isEmpty()) {
      single.error("config.both", "one", "key", "other", "keys");
    }
    Secret one = single == null ? null : single.secret();
    if (one != null) {
      keys.add(new WeightedKey(one, 1));
    }
    for (Value value : several) {
      keys.addAll(key(value));
    }
    return keys;
  }

  private static List<WeightedKey> key(Value value) {
    if (value.scalar()) {
      Secret secret = value.secret();
      return secret == null ? List.of() : List.of(new WeightedKey(secret, 1));
    }
    Section section = value.section();
    Value key = section.required("key");
    Secret secret = key == null ? null : key.secret();
    int weight = integer(section, "weight", 1, 1000, 1);
    section.done();
    return secret == null ? List.of() : List.of(new WeightedKey(secret, weight));
  }

  private void needKey(Section where, Preset preset, List<WeightedKey> keys) {
    boolean written =
        where.has("key") || where.has("keys") || section.has("key") || section.has("keys");
    if (preset.keyNeeded() && keys.isEmpty() && !written) {
      String variable = preset.keyVariables().getFirst();
      where.error("config.key_needed", "type", preset.type(), "variable", variable);
    }
  }

  private List<Endpoint> endpoints(List<Region> regions, Common common) {
    var endpoints = new ArrayList<Endpoint>();
    for (Region region : regions) {
      for (int i = 0; i < region.keys().size(); i++) {
        String number = region.keys().size() == 1 ? "" : "/" + (i + 1);
        String full = name + (region.name().isEmpty() ? "" : "/" + region.name()) + number;
        endpoints.add(endpoint(full, region, region.keys().get(i), common));
      }
    }
    return endpoints;
  }

  @SuppressWarnings(
      "NullAway") // certificates may be null; the annotation of the record is not seen across
  // modules
  private Endpoint endpoint(String full, Region region, WeightedKey key, Common common) {
    return new Endpoint(
        full,
        name,
        common.preset().dialect(),
        region.url(),
        common.preset().auth(),
        key.key(),
        common.headers(),
        region.weight() * key.weight(),
        common.responses(),
        common.deadlines(),
        common.certificates(),
        common.maxConnections());
  }

  static int integer(Section section, String key, int from, int to, int otherwise) {
    Value value = section.value(key);
    Integer read = value == null ? null : value.integer(from, to);
    return read == null ? otherwise : read;
  }
}
