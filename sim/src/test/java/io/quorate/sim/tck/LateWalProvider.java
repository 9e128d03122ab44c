package io.quorate.sim.tck;

import io.quorate.sim.filewal.FileWalProvider;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalProvider;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A log on files that acknowledges a batch before it is written: some batches later, or at close.
 */
public final class LateWalProvider implements WalProvider {
  /** By so many batches that a kill finds it out wherever it falls. */
  private static final int LATE = 4;

  private final WalProvider files = new FileWalProvider();

  /** Made by its class's name, in another process. */
  public LateWalProvider() {}

  @Override
  public String name() {
    return "late";
  }

  @Override
  public int formatVersion() {
    return 1;
  }

  @Override
  public String durability() {
    return "some time";
  }

  @Override
  public Wal open(WalContext context) throws WalException {
    return new ForwardingWal(files.open(context)) {
      private final Deque<WalBatch> waiting = new ArrayDeque<>();

      @Override
      public void append(WalBatch batch) throws WalException {
        waiting.add(batch);
        writeAllBut(LATE);
      }

      private void writeAllBut(int few) throws WalException {
        while (waiting.size() > few) {
          inner.append(waiting.remove());
        }
      }

      @Override
      public void close() throws WalException {
        writeAllBut(0);
        super.close();
      }
    };
  }
}
