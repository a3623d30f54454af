/// Programs that `bench/gateway` runs: a simulated upstream, load, and the counting after it.
package io.millrace.bench.gateway;
