package io.millrace.http;

/// What an answer's first line says.
record StatusLine(int code, boolean http11) {
  static StatusLine parse(String line) throws Malformed {
    boolean http11 = line.startsWith("HTTP/1.1 ");
    if (!http11 && !line.startsWith("HTTP/1.0 ")
        || line.length() < 12
        || line.length() > 12 && line.charAt(12) != ' ') {
      throw new Malformed("the status line is not 'HTTP/1.1 code reason'");
    }
    int code = 0;
    for (int i = 9; i < 12; i++) {
      int digit = line.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new Malformed("the status is no number");
      }
      code = code * 10 + digit;
    }
    if (code < 100 || code > 599) {
      throw new Malformed("the status is out of range");
    }
    return new StatusLine(code, http11);
  }
}
