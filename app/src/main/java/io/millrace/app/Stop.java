package io.millrace.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/// The end of a server, asked for by a signal or by a program. Asked for twice, the process ends at
/// once. Thread-safe.
final class Stop {
  private static final int INTERRUPTED = 130;

  private final CountDownLatch asked = new CountDownLatch(1);

  /// Ends the server in good order; the second time, at once.
  void request() {
    if (asked.getCount() == 0) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    asked.countDown();
  }

  boolean requested() {
    return asked.getCount() == 0;
  }

  void await() throws InterruptedException {
    asked.await();
  }

  /// Lets the signals that end a process ask for the end.
  void onSignals() {
    on("TERM", this::request);
    on("INT", this::request);
  }

  /// Runs an action when the process gets a signal. The JDK has no supported way: where this one is
  /// missing, the signal keeps its usual effect.
  ///
  /// @param signal without `SIG`
  @SuppressWarnings("ReferenceEquality") // a handler is equal to itself alone
  static void on(String signal, Runnable action) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              Stop.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> signal;
                  });
      Object named = type.getConstructor(String.class).newInstance(signal);
      type.getMethod("handle", type, handlerType).invoke(null, named, handler);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      System.getLogger("io.millrace")
          .log(System.Logger.Level.DEBUG, "SIG{0} keeps its usual effect", signal);
    }
  }
}
