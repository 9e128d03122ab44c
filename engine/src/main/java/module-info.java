/**
 * Raft against the service provider interfaces. Applications use it through
 * {@code io.quorate.Raft}.
 */
module io.quorate.engine {
  requires transitive io.quorate.api;
  requires com.google.protobuf;
  requires org.slf4j;

  // For the simulator, which runs all of the engine but production.
  exports io.quorate.engine.auth;
  exports io.quorate.engine.codec;
  exports io.quorate.engine.environment;
  exports io.quorate.engine.node;
  exports io.quorate.engine.raft;
  exports io.quorate.engine.snapshot;
  exports io.quorate.engine.storage;
  exports io.quorate.engine.system;
  exports io.quorate.engine.ticket;
  // For the program and the benchmarks, which show what runs.
  exports io.quorate.engine.boot;
  exports io.quorate.engine.production;

  uses io.quorate.spi.WalProvider;
  uses io.quorate.spi.TransportProvider;
  uses io.quorate.spi.DiscoveryProvider;

  provides io.quorate.spi.RaftProvider with
      io.quorate.engine.boot.EngineRaftProvider;
}
