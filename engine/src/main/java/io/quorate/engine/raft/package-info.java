/**
 * One consensus group as a pure state machine: inputs in, effects out. Nothing here has a thread, a
 * clock, a file or a random source of its own, so every run can be repeated.
 *
 * <p>The algorithm is that of Ongaro and Ousterhout, <em>In Search of an Understandable Consensus
 * Algorithm</em> (2014, "the paper"), and of Ongaro's dissertation <em>Consensus: Bridging Theory
 * and Practice</em> (2014), with pre-vote (dissertation, section 9.6), check-quorum (section 6.2),
 * leadership transfer (section 3.10), learners (section 4.2.1), joint consensus (paper, section 6),
 * pipelined replication (dissertation, section 10.2.1) and writing to the leader's disk in parallel
 * (section 10.2.2).
 */
package io.quorate.engine.raft;
