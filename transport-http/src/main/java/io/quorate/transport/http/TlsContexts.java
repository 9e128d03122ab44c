package io.quorate.transport.http;

import io.quorate.spi.TransportException;
import io.quorate.transport.common.Problems;
import io.quorate.transport.common.TlsKeys;
import io.quorate.transport.common.TlsMaterial;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What both sides of TLS use: the JDK's TLS with the node's certificate and those it trusts.
 *
 * @param context shows the certificate and checks those of others
 * @param trust what the context checks with; the client asks for it separately
 * @param mutual whether those who connect must show a certificate
 */
record TlsContexts(SSLContext context, X509ExtendedTrustManager trust, boolean mutual) {
  static final TlsKeys KEYS = TlsKeys.of("http");

  /**
   * Makes them.
   *
   * @param material what the node's files hold
   * @param trust checks the certificates of others
   */
  static TlsContexts of(TlsMaterial material, X509ExtendedTrustManager trust)
      throws TransportException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(material.keys().getKeyManagers(), new TrustManager[] {trust}, null);
      return new TlsContexts(context, trust, material.mutual());
    } catch (GeneralSecurityException e) {
      Problems problems = new Problems(KEYS.transport());
      problems.add(
          KEYS.certificate(), "TLS cannot be set up with these files (" + e.getMessage() + ")");
      problems.refuseIfAny();
      throw new AssertionError(e);
    }
  }
}
