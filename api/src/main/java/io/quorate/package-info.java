/**
 * What an application uses: {@link io.quorate.Raft} is the entrance, {@link io.quorate.Partition}
 * replicates, {@link io.quorate.RaftConfiguration} says how.
 *
 * <p>Conventions that hold everywhere in this package: no parameter and no result is {@code null};
 * every wait takes a {@link java.time.Duration}; every asynchronous call ends, with an outcome or
 * at its timeout; outcomes that a running cluster produces are values
 * ({@link io.quorate.ReplicationResult}), mistakes of the caller and of the environment are
 * {@link io.quorate.RaftException}s with a stable code.
 */
package io.quorate;
