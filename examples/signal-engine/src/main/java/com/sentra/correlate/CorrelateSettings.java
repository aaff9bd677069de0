package com.sentra.correlate;

import java.time.Duration;

/**
 * What is grouped, and for how long.
 *
 * @param byUser keys are users; else hosts
 * @param stateTtl how long a signal is known as seen
 */
public record CorrelateSettings(
    boolean byUser, Duration tumbling, Duration sliding, Duration slide, Duration allowedLateness, Duration stateTtl) {}
