package io.quorate.sim.tck;

import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * An endless sequence of legal batches, the same in every process: what one process was writing
 * when it was killed, another can check. Each batch stores its number, from 1 on, as metadata.
 */
final class WalWork {
  private static final long SEED = 20_240_817;
  private static final String NUMBER = "number";

  private final WalModel model = new WalModel();
  private final Random random = new Random(SEED);
  private long number;

  /** The number of the last batch that a log holds; 0 if there is none. */
  static long numberIn(Wal wal) throws WalException {
    Optional<byte[]> stored = wal.metadata(NUMBER);
    return stored.isPresent() ? ByteBuffer.wrap(stored.get()).getLong() : 0;
  }

  /** The next batch. */
  WalBatch next() {
    while (true) {
      Optional<WalBatch> batch = WalStep.random(random).batch(model).map(this::numbered);
      // What the model refuses has changed nothing, and is left out.
      if (batch.isPresent() && model.append(batch.get())) {
        number++;
        return batch.get();
      }
    }
  }

  private WalBatch numbered(WalBatch batch) {
    TreeMap<String, byte[]> metadata = new TreeMap<>(batch.metadata());
    metadata.put(NUMBER, ByteBuffer.allocate(Long.BYTES).putLong(number + 1).array());
    return new WalBatch(new TreeMap<>(batch.partitions()), metadata);
  }

  /** The number of the batch that {@link #next} returned last; 0 before the first. */
  long number() {
    return number;
  }

  /** As if {@link #next} had been called until it returned the batch of this number. */
  WalWork to(long last) {
    while (number < last) {
      next();
    }
    return this;
  }

  /** Throws unless the log is what all batches so far make it. */
  void compare(Wal wal) throws WalException {
    List<String> keys = new ArrayList<>(WalStep.KEYS);
    keys.add(NUMBER);
    model.compare(wal, keys);
  }
}
