package io.millrace.learn.student;

/// A student's answer to one input.
///
/// @param answer exactly what would be sent to the application
/// @param confidence in \[0, 1\]: higher means surer. Comparable only within one student
public record Prediction(String answer, double confidence) {}
