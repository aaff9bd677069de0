package com.sentra.stream;

/**
 * A record of the input topic.
 *
 * @param partition where it was, since what becomes of it is written to the partition of the same number: order within
 *     a partition survives all stages, and watermarks stay tight. Negative for generated records.
 * @param signal what the text says; null for raw lines, and for a text that is no signal
 */
public record Incoming(int partition, String text, Signal signal) {}
