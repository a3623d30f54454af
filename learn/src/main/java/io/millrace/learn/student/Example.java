package io.millrace.learn.student;

/// One lesson: an input as [Student] takes it and the teacher's answer, byte for byte.
///
/// @param input the slots' text
/// @param answer what the teacher answered
/// @param weight how many calls it stands for, at least 1
public record Example(String input, String answer, int weight) {}
