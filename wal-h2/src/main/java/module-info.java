/** A durable write-ahead log on H2's MVStore. */
module io.quorate.wal.h2 {
  requires transitive io.quorate.api;
  requires com.h2database;

  exports io.quorate.wal.h2;

  provides io.quorate.spi.WalProvider with
      io.quorate.wal.h2.H2WalProvider;
}
