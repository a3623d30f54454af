/// HTTP/1.1 over blocking sockets on virtual threads: a strict server, and client connections with
/// exact deadlines and cancellation. JDK only.
@org.jspecify.annotations.NullMarked
module io.millrace.http {
  requires static transitive org.jspecify;

  exports io.millrace.http;
}
