/// Programs that measure what issues and documents claim; `bench/run` runs them. Nothing depends on
/// them.
@org.jspecify.annotations.NullMarked
package io.millrace.bench;
