package io.millrace.http;

/// One HTTP header field.
///
/// @param name in lower case
/// @param value without white space around it
public record Header(String name, String value) {}
