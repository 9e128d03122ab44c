package io.quorate.engine.boot;

import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.spi.RaftProvider;

/** How {@link Raft#create} finds this engine. */
public final class EngineRaftProvider implements RaftProvider {

  /** Made by {@link java.util.ServiceLoader}. */
  public EngineRaftProvider() {}

  @Override
  public Raft create(RaftConfiguration configuration) {
    return EngineRaft.open(configuration);
  }
}
