/**
 * The public API of Quorate and its service provider interfaces. Depends on nothing but the JDK.
 */
module io.quorate.api {
  exports io.quorate;
  exports io.quorate.config;
  exports io.quorate.spi;

  uses io.quorate.spi.RaftProvider;
  uses io.quorate.spi.WalProvider;
  uses io.quorate.spi.TransportProvider;
  uses io.quorate.spi.DiscoveryProvider;
}
