package io.quorate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The members of the cluster, as a whole: they are the same in every partition but while a change
 * is under way. {@link RaftStatus#members} lists them. Thread-safe.
 *
 * <p>A member is a node id together with its data directory. Whoever has lost the directory has
 * lost the votes that it gave and the entries that it acknowledged, and never comes back as the
 * same member: see {@link #replaceMember(int, int)}.
 */
public interface Members {

  /**
   * Replaces a member whose data is lost by a new node, in every partition.
   *
   * <p>Before: start the new node, with {@code cluster.join=true}, an empty data directory, a node
   * id that no member has ever had, the same number of partitions, and addresses of some members to
   * find the cluster by. It finds it, and waits, without a vote, to be made a member; its
   * {@code joinCluster} goes on waiting. Then call this on the node that leads partition 0
   * ({@code raft.partition(0).leader()}). The lost member must be down for good, or about to be: it
   * is put out of the cluster, and, should it run or come back, it stops.
   *
   * <p>What is asked for is first written into the log of partition 0. From then on it goes on by
   * itself, whoever leads, and through any restart: in each partition the new node first receives
   * the state and the log without a vote (dissertation, section 4.2.1), then takes the lost
   * member's place in one change with joint consensus (paper, section 6), which a majority of the
   * old members and one of the new must agree on. When all partitions are done the lost member's id
   * is given up for ever. A majority of the old members must be alive throughout.
   *
   * <p>May be repeated: with the same two nodes the call joins the replacement that is under way,
   * or says that it is done. One replacement is under way at a time, but if the new node is lost,
   * too, another can take its place: replace either of the two by it.
   *
   * @param lost the member's node id
   * @param replacement the new node's id
   * @return the outcome; {@link ReplacementResult.Status#TIMED_OUT} after {@code call.timeout}: the
   *     replacement goes on, if it had begun
   */
  CompletableFuture<ReplacementResult> replaceMember(int lost, int replacement);

  /**
   * Replaces a member and waits; see {@link #replaceMember(int, int)}. How long it takes depends on
   * how much state the partitions have.
   *
   * @param lost the member's node id
   * @param replacement the new node's id
   * @param timeout how long to wait at most
   * @return the outcome
   */
  ReplacementResult replaceMember(int lost, int replacement, Duration timeout);
}
