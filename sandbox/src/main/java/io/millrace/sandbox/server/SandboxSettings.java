package io.millrace.sandbox.server;

/// How the sandbox behaves.
///
/// @param port on loopback; 0 for any free one
public record SandboxSettings(int port) {}
