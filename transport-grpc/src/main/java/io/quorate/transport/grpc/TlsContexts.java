package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.quorate.spi.TransportException;
import io.quorate.transport.common.Problems;
import io.quorate.transport.common.TlsKeys;
import io.quorate.transport.common.TlsMaterial;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Both sides of TLS. Uses the JDK's TLS and not the native one that grpc brings, whose library does
 * not load on every Linux (musl) and whose contexts hold native memory.
 *
 * @param server for connections that come in
 * @param client for connections that go out
 */
record TlsContexts(SslContext server, SslContext client) {
  static final TlsKeys KEYS = TlsKeys.of("grpc");

  /**
   * Makes them.
   *
   * @param material what the node's files hold
   * @param trust checks the certificates of others
   */
  static TlsContexts of(TlsMaterial material, X509ExtendedTrustManager trust)
      throws TransportException {
    SslContextBuilder server = SslContextBuilder.forServer(material.keys())
        .trustManager(trust)
        .clientAuth(material.mutual() ? ClientAuth.REQUIRE : ClientAuth.NONE);
    SslContextBuilder client =
        SslContextBuilder.forClient().keyManager(material.keys()).trustManager(trust);
    try {
      return new TlsContexts(
          GrpcSslContexts.configure(server, SslProvider.JDK).build(),
          GrpcSslContexts.configure(client, SslProvider.JDK).build());
    } catch (SSLException e) {
      Problems problems = new Problems(KEYS.transport());
      problems.add(
          KEYS.certificate(), "TLS cannot be set up with these files (" + e.getMessage() + ")");
      problems.refuseIfAny();
      throw new AssertionError(e);
    }
  }
}
