/** The deterministic simulator, and the conformance kits for the service provider interfaces. */
module io.quorate.sim {
  requires transitive io.quorate.api;
  requires transitive io.quorate.engine;
  requires io.quorate.wal.memory;
  requires java.management;
  requires static transitive org.junit.jupiter.api;

  exports io.quorate.sim;
  exports io.quorate.sim.check;
  exports io.quorate.sim.report;
  exports io.quorate.sim.schedule;
  exports io.quorate.sim.tck;
  exports io.quorate.sim.tck.transport;
  exports io.quorate.sim.world;
}
