/// Measures the gateway against a bare nginx reverse proxy; `bench/gateway` runs it.
@org.jspecify.annotations.NullMarked
package io.millrace.bench.gateway;
