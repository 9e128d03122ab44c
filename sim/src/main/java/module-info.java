/** The deterministic simulator, and the conformance kits for the service provider interfaces. */
module io.quorate.sim {
  requires io.quorate.wal.memory;
  requires java.compiler;
  requires java.management;
  requires transitive io.quorate.api;
  requires transitive io.quorate.engine;
  requires static transitive net.jqwik.api;
  requires static transitive org.junit.jupiter.api;

  exports io.quorate.sim.check;
  exports io.quorate.sim.file;
  exports io.quorate.sim.filewal;
  exports io.quorate.sim.jqwik;
  exports io.quorate.sim.junit;
  exports io.quorate.sim.minimise;
  exports io.quorate.sim.mutants;
  exports io.quorate.sim.powerloss;
  exports io.quorate.sim.report;
  exports io.quorate.sim.schedule;
  exports io.quorate.sim.script;
  exports io.quorate.sim.tck.transport;
  exports io.quorate.sim.tck;
  exports io.quorate.sim.world;
  exports io.quorate.sim;

  // The kits ask whether a provider is found.
  uses io.quorate.spi.DiscoveryProvider;
  uses io.quorate.spi.TransportProvider;
  uses io.quorate.spi.WalProvider;
}
