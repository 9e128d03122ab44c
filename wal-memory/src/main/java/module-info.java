/** A write-ahead log in RAM, for tests; and the smallest example of a log. */
module io.quorate.wal.memory {
  requires transitive io.quorate.api;

  exports io.quorate.wal.memory;

  provides io.quorate.spi.WalProvider with
      io.quorate.wal.memory.MemoryWalProvider;
}
