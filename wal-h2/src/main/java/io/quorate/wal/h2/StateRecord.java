package io.quorate.wal.h2;

import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionState;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is stored of a partition besides its entries. The last index and term are not: they would
 * have to be written with every append, and the last run has them.
 */
record StateRecord(Optional<HardState> hardState, LogBoundary boundary) {
  private static final int BYTES = Integer.BYTES + 1 + Long.BYTES + Integer.BYTES + 2 * Long.BYTES;
  private static final int NO_VOTE = 0;

  static StateRecord of(PartitionState state) {
    return new StateRecord(state.hardState(), state.boundary());
  }

  byte[] encode(byte[] key) {
    HardState hard = hardState.orElse(HardState.INITIAL);
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.putInt(0);
    out.put((byte) (hardState.isPresent() ? 1 : 0));
    out.putLong(hard.term()).putInt(hard.vote().orElse(NO_VOTE));
    out.putLong(boundary.index()).putLong(boundary.term());
    out.putInt(
        0, Checksums.of(key, ByteBuffer.wrap(out.array(), Integer.BYTES, BYTES - Integer.BYTES)));
    return out.array();
  }

  static StateRecord decode(byte[] key, byte[] value) throws WalException {
    ByteBuffer in = ByteBuffer.wrap(value);
    if (key.length != Integer.BYTES
        || value.length != BYTES
        || in.getInt() != Checksums.of(key, in.duplicate())) {
      String partition =
          key.length == Integer.BYTES ? "partition " + Keys.partition(key) : "some partition";
      throw new WalException(
          Kind.CORRUPT, partition + ": the record of its hard state and boundary is damaged");
    }
    boolean present = in.get() != 0;
    long term = in.getLong();
    int vote = in.getInt();
    LogBoundary boundary = new LogBoundary(in.getLong(), in.getLong());
    Optional<HardState> hardState = present
        ? Optional.of(
            new HardState(term, vote == NO_VOTE ? OptionalInt.empty() : OptionalInt.of(vote)))
        : Optional.empty();
    return new StateRecord(hardState, boundary);
  }
}
