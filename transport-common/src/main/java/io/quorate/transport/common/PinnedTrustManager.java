package io.quorate.transport.common;

import io.quorate.transport.common.PinGuard.Way;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks the ordinary trust manager and then the guard. Each method hands on all that it was given:
 * it is from the engine or the socket that the ordinary one learns which host's name it is to find
 * in the certificate.
 */
final class PinnedTrustManager extends X509ExtendedTrustManager {
  private static final String UNKNOWN = "an unknown host";

  private final X509ExtendedTrustManager ordinary;
  private final PinGuard guard;
  private final Function<SSLEngine, Optional<String>> incomingHost;

  PinnedTrustManager(
      X509ExtendedTrustManager ordinary,
      PinGuard guard,
      Function<SSLEngine, Optional<String>> incomingHost) {
    this.ordinary = ordinary;
    this.guard = guard;
    this.incomingHost = incomingHost;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    ordinary.checkClientTrusted(chain, authType, engine);
    check(Way.IN, chain, () -> incomingHost.apply(engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    ordinary.checkServerTrusted(chain, authType, engine);
    check(Way.OUT, chain, () -> Optional.ofNullable(engine.getPeerHost()));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    ordinary.checkClientTrusted(chain, authType, socket);
    check(Way.IN, chain, () -> host(socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    ordinary.checkServerTrusted(chain, authType, socket);
    check(Way.OUT, chain, () -> host(socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    ordinary.checkClientTrusted(chain, authType);
    check(Way.IN, chain, Optional::empty);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    ordinary.checkServerTrusted(chain, authType);
    check(Way.OUT, chain, Optional::empty);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return ordinary.getAcceptedIssuers();
  }

  private interface Host {
    Optional<String> find();
  }

  private void check(Way way, X509Certificate[] chain, Host host) throws CertificateException {
    guard.look();
    Optional<X509Certificate> leaf = chain.length == 0 ? Optional.empty() : Optional.of(chain[0]);
    Optional<String> refusal = guard.refusal(way, () -> host.find().orElse(UNKNOWN), leaf);
    if (refusal.isPresent()) {
      throw new CertificateException(refusal.get());
    }
  }

  /** The name that was asked for, if there was one; so it is for connections out. */
  private static Optional<String> host(Socket socket) {
    if (socket instanceof SSLSocket tls && tls.getHandshakeSession() != null) {
      Optional<String> named = Optional.ofNullable(tls.getHandshakeSession().getPeerHost());
      if (named.isPresent()) {
        return named;
      }
    }
    return Optional.ofNullable(socket.getInetAddress()).map(InetAddress::getHostAddress);
  }
}
