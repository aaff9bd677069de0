package com.sentra.enrich;

import java.io.Serializable;
import java.time.Duration;

/**
 * How services are asked.
 *
 * @param capacity records that wait at once in each subtask
 * @param timeout for a record, all attempts together
 * @param attempts the first included
 * @param retryDelay before the second attempt; doubled before each further one
 * @param quota requests per second over all subtasks; 0 for no limit
 */
public record EnrichSettings(
    int capacity, Duration timeout, int attempts, Duration retryDelay, double quota, int cacheSize, Duration cacheTtl)
    implements Serializable {}
