package io.millrace.http;

/// What a request's first line says.
///
/// @param path as it came, never decoded
/// @param query without its `?`; empty without one
/// @param authority of a target in absolute form; empty otherwise
record RequestLine(String method, String path, String query, String authority, boolean http11) {
  static RequestLine parse(String line) throws Malformed {
    int first = line.indexOf(' ');
    int second = line.indexOf(' ', first + 1);
    if (first < 1 || second < 0 || line.indexOf(' ', second + 1) >= 0) {
      throw new Malformed("the request line is not a method, a target and a version");
    }
    String version = line.substring(second + 1);
    boolean http11 = version.equals("HTTP/1.1");
    if (!http11 && !version.equals("HTTP/1.0")) {
      throw new Malformed(505, "only HTTP/1.1 is spoken here");
    }
    return target(method(line.substring(0, first)), line.substring(first + 1, second), http11);
  }

  private static String method(String method) throws Malformed {
    for (int i = 0; i < method.length(); i++) {
      char c = method.charAt(i);
      if (c < 'A' || c > 'Z' || i > 15) {
        throw new Malformed("the method is no word in capitals");
      }
    }
    return method;
  }

  private static RequestLine target(String method, String target, boolean http11) throws Malformed {
    String authority = "";
    String rest = target;
    int scheme = target.startsWith("http://") ? 7 : target.startsWith("https://") ? 8 : 0;
    if (scheme > 0) {
      int slash = target.indexOf('/', scheme);
      authority = target.substring(scheme, slash < 0 ? target.length() : slash);
      rest = slash < 0 ? "/" : target.substring(slash);
    }
    if (!rest.startsWith("/") && !(rest.equals("*") && method.equals("OPTIONS"))
        || rest.indexOf('#') >= 0) {
      throw new Malformed("the request's target is no path");
    }
    int mark = rest.indexOf('?');
    return mark < 0
        ? new RequestLine(method, rest, "", authority, http11)
        : new RequestLine(
            method, rest.substring(0, mark), rest.substring(mark + 1), authority, http11);
  }
}
