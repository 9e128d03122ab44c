/** Binds a node's metrics to a registry of Micrometer. */
module io.quorate.metrics.micrometer {
  requires transitive io.quorate.api;
  requires transitive micrometer.core;

  exports io.quorate.metrics.micrometer;
}
