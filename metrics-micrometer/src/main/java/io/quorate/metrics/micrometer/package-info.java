/** Metrics for Micrometer: {@link io.quorate.metrics.micrometer.QuorateMetrics}. */
package io.quorate.metrics.micrometer;
