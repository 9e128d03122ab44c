package io.quorate.transport.http;

import io.quorate.transport.common.PinGuard;
import io.quorate.transport.common.PinGuard.Way;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;

/**
 * Keeps out, of the connections that others make, those whose keys are not pinned: also where a
 * handshake resumes a session and so shows no certificate, and when a key is not pinned any more.
 * Any thread.
 */
final class PinnedConnections implements Connection.Listener, SslHandshakeListener {
  private final PinGuard guard;
  private final Set<SslConnection> open = ConcurrentHashMap.newKeySet();

  PinnedConnections(PinGuard guard) {
    this.guard = guard;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection tls) {
      open.add(tls);
    }
  }

  @Override
  public void onClosed(Connection connection) {
    if (connection instanceof SslConnection tls) {
      open.remove(tls);
    }
  }

  @Override
  public void handshakeSucceeded(Event event) throws SSLException {
    guard.look();
    SSLEngine engine = event.getSSLEngine();
    var refusal = guard.refusal(Way.IN, host(engine), engine.getSession());
    if (refusal.isPresent()) {
      throw new SSLHandshakeException(refusal.get());
    }
  }

  /** Closes those whose keys are not pinned any more. */
  void closeRefused() {
    for (SslConnection tls : open) {
      SSLEngine engine = tls.getSSLEngine();
      SSLSession session = engine.getSession();
      // Otherwise the handshake is under way, and finds the list as it is now.
      if (PinGuard.isEstablished(session)
          && guard.refusal(Way.IN, host(engine), session).isPresent()) {
        tls.getEndPoint().close();
      }
    }
  }

  /** The server gives each engine the address of who has connected. */
  private static String host(SSLEngine engine) {
    return String.valueOf(engine.getPeerHost());
  }
}
