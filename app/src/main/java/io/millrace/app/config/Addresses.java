package io.millrace.app.config;

import java.net.URI;
import java.util.Locale;

/// What an address written in a configuration says of where it leads; no name is looked up.
public final class Addresses {
  private Addresses() {}

  /// Whether a host is this machine and no other.
  public static boolean loopback(String host) {
    String plain = plain(host);
    return plain.equals("localhost")
        || plain.equals("::1")
        || plain.equals("0:0:0:0:0:0:0:1")
        || plain.matches("127(\\.\\d{1,3}){3}");
  }

  /// Whether a host is of this machine or of a private network, as far as its form tells: names
  /// without a dot are.
  static boolean internal(String host) {
    String plain = plain(host);
    return loopback(host)
        || (!plain.contains(".") && !plain.contains(":"))
        || plain.startsWith("10.")
        || plain.startsWith("192.168.")
        || plain.matches("172\\.(1[6-9]|2\\d|3[01])\\..*")
        || plain.matches("f[cd][0-9a-f]{2}:.*")
        || plain.matches(".*\\.(local|internal|lan|svc|cluster\\.local)");
  }

  /// Whether a host is link-local, where clouds answer with the credentials of the machine.
  static boolean linkLocal(URI uri) {
    String plain = plain(uri.getHost());
    return plain.startsWith("169.254.")
        || plain.matches("fe[89ab][0-9a-f]:.*")
        || plain.equals("metadata.google.internal")
        || plain.startsWith("::ffff:169.254.")
        || plain.startsWith("::ffff:a9fe:")
        || plain.equals("100.100.100.200")
        || plain.equals("fd00:ec2::254");
  }

  private static String plain(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.startsWith("[") && lower.endsWith("]")
        ? lower.substring(1, lower.length() - 1)
        : lower;
  }
}
