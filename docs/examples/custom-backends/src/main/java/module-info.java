// #region module
/** Three backends of one's own. */
module com.example.backends {
  requires io.quorate.api;

  provides io.quorate.spi.WalProvider with
      com.example.wal.FileWalProvider;
  provides io.quorate.spi.TransportProvider with
      com.example.transport.UdpTransportProvider;
  provides io.quorate.spi.DiscoveryProvider with
      com.example.discovery.WatchedFileDiscoveryProvider;
}
// #endregion
