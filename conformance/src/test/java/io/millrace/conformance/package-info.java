/// The gateway as the clients that people use see it: real clients, a real gateway, simulated
/// providers, and sockets between them.
@NullMarked
package io.millrace.conformance;

import org.jspecify.annotations.NullMarked;
