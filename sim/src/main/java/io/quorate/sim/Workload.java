package io.quorate.sim;

import io.quorate.Proposal;
import io.quorate.StateMachine;
import io.quorate.engine.environment.Environment.RandomSource;
import io.quorate.sim.check.Model;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the clients of a simulation ask for. One workload serves all clients of a run, on the run's
 * thread.
 */
public interface Workload {
  /**
   * The next command.
   *
   * @param partition for which partition, from 1
   * @param random the only source of chance: with equal numbers a workload returns equal commands,
   *     so that a call that is left out changes no other
   * @return what a client proposes; at most as long as the largest entry that the run allows
   */
  Proposal next(int partition, RandomSource random);

  /**
   * The next thing to read, past the log.
   *
   * @param partition from which partition, from 1
   * @param random the only source of chance, as for {@link #next}
   * @return what a client reads; empty if nothing can be read but how much is applied
   */
  default Optional<Query> query(int partition, RandomSource random) {
    return Optional.empty();
  }

  /**
   * A read.
   *
   * @param asked what the model takes it for: a command that changes nothing, and whose answer is
   *     what is read
   * @param answer reads a replica's state machine, and changes nothing; may return null
   */
  record Query(Proposal asked, Function<? super StateMachine, ?> answer) {}

  /**
   * What the answers must be like, if they shall be checked: at the end of a run the history of all
   * clients is searched for an order that this model explains. It sees what clients sent and heard
   * and nothing else.
   *
   * @return a model whose operations are commands, and whose outputs are what the state machine
   *     answered; empty for no such check
   */
  default Optional<? extends Model<?, Asked, Optional<Object>>> model() {
    return Optional.empty();
  }
}
