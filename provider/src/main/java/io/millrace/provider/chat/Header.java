package io.millrace.provider.chat;

/// One HTTP header.
///
/// @param name in lower case
public record Header(String name, String value) {}
