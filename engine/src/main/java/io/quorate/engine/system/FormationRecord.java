package io.quorate.engine.system;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * What the members of a cluster agreed on when they formed it: every group's configuration at index
 * 0, term 0. Each member keeps an identical one on disk, and its digest names the cluster.
 *
 * @param members in ascending order; no node id and no store id twice
 * @param partitions how many application partitions there are: ids 1 to this number
 */
public record FormationRecord(List<Member> members, int partitions) {

  /** Where a node's storage holds it, among its metadata. */
  public static final String STORAGE_KEY = "quorate.formation";

  /** Begins the digested form, and says which form it is: a later one would begin otherwise. */
  private static final byte[] MAGIC = "quorate formation 1\n".getBytes(StandardCharsets.US_ASCII);

  private static final int MEMBER_LENGTH = Integer.BYTES + Bytes16.LENGTH;

  /**
   * Copies the members, and checks them.
   *
   * @param members see the component
   * @param partitions see the component
   */
  public FormationRecord {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw new IllegalArgumentException("a cluster needs a member");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "the number of partitions " + partitions + " is not at least 1");
    }
    for (int i = 1; i < members.size(); i++) {
      if (members.get(i).nodeId() <= members.get(i - 1).nodeId()) {
        throw new IllegalArgumentException(
            "the members are not in ascending order of distinct node ids: " + members);
      }
    }
    if (members.stream().map(Member::storeId).distinct().count() < members.size()) {
      throw new IllegalArgumentException("two members have the same store id: " + members);
    }
  }

  /**
   * Makes a record of members in any order.
   *
   * @param members no node id and no store id twice
   * @param partitions at least 1
   * @return the record
   */
  public static FormationRecord of(Collection<Member> members, int partitions) {
    List<Member> sorted = new ArrayList<>(members);
    Collections.sort(sorted);
    return new FormationRecord(sorted, partitions);
  }

  /**
   * Whether exactly this member, with this store, is named.
   *
   * @param member who
   * @return true if it is
   */
  public boolean names(Member member) {
    return members.contains(member);
  }

  /**
   * The form that is digested. It is fixed for ever, unlike the one in which records are stored and
   * sent: the ASCII text {@code quorate formation 1} and a line feed; the number of partitions and
   * the number of members, 4 bytes each; for each member in ascending order its node id, 4 bytes,
   * and its store id, 16 bytes. Numbers have their highest byte first.
   *
   * @return the bytes, the caller's own
   */
  public byte[] canonicalBytes() {
    ByteBuffer buffer =
        ByteBuffer.allocate(MAGIC.length + 2 * Integer.BYTES + members.size() * MEMBER_LENGTH);
    buffer.put(MAGIC).putInt(partitions).putInt(members.size());
    for (Member member : members) {
      buffer.putInt(member.nodeId()).put(member.storeId().bytes());
    }
    return buffer.array();
  }

  /**
   * The cluster's name: the first 16 bytes of the SHA-256 digest of {@link #canonicalBytes}.
   *
   * @return the same for equal records, and for no others
   */
  public ClusterId clusterId() {
    ByteBuffer digest = ByteBuffer.wrap(sha256().digest(canonicalBytes()));
    return new ClusterId(digest.getLong(), digest.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform is required to have SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "members " + members + ", " + partitions + " partitions";
  }
}
