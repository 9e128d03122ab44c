package io.quorate.sim.tck;

import io.quorate.sim.filewal.FileWalProvider;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalProvider;
import java.util.Optional;

/**
 * A log on files that acknowledges a batch before it is written: with the next one, or at close.
 */
public final class LateWalProvider implements WalProvider {
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
      private Optional<WalBatch> waiting = Optional.empty();

      @Override
      public void append(WalBatch batch) throws WalException {
        write();
        waiting = Optional.of(batch);
      }

      private void write() throws WalException {
        if (waiting.isPresent()) {
          inner.append(waiting.get());
          waiting = Optional.empty();
        }
      }

      @Override
      public void close() throws WalException {
        write();
        super.close();
      }
    };
  }
}
