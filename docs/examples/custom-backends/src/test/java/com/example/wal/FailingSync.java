package com.example.wal;

import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicReference;

/** Syncs, unless it was told to fail the next time. */
final class FailingSync implements FileWalProvider.Sync {
  private final AtomicReference<Kind> next = new AtomicReference<>();

  void failNext(Kind kind) {
    next.set(kind);
  }

  @Override
  public void force(FileChannel file) throws IOException {
    Kind kind = next.getAndSet(null);
    if (kind != null) {
      throw new IOException(
          kind == Kind.DISK_FULL ? "No space left on device" : "Input/output error");
    }
    file.force(true);
  }
}
