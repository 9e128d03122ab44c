package io.quorate.engine.system;

import io.quorate.NodeAddress;
import java.util.OptionalInt;

/**
 * Who this process is and what it wants to form.
 *
 * @param member its node id and its store
 * @param bootId random, made with the process
 * @param advertised where it can be reached
 * @param expectedMembers {@code cluster.expect}, if it was given
 * @param joins whether it forms no cluster, but waits to be made a member of one
 * @param namesEveryMember whether discovery names all other members, so that their number tells
 *     what to expect
 * @param partitions how many application partitions the cluster shall have
 * @param partitionsGiven whether that number was configured rather than defaulted
 */
public record Identity(
    Member member,
    long bootId,
    NodeAddress advertised,
    OptionalInt expectedMembers,
    boolean joins,
    boolean namesEveryMember,
    int partitions,
    boolean partitionsGiven) {}
