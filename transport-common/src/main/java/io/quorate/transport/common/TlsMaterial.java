package io.quorate.transport.common;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;

/**
 * What the files of TLS hold, as the JDK's TLS takes it. Made by {@link TlsKeys#read}.
 *
 * @param keys shows the node's certificate
 * @param trust checks those of others against the trusted authorities, and the host's name; knows
 *     nothing of pins
 * @param mutual whether those who connect must show a certificate
 * @param pins the list of keys that peers may have, for a {@link PinGuard}
 */
public record TlsMaterial(
    KeyManagerFactory keys,
    X509ExtendedTrustManager trust,
    boolean mutual,
    Optional<PinFile> pins) {

  /**
   * Watches over the pins, if there are any.
   *
   * @param nodeName see {@link PinGuard}
   * @param refused see {@link PinGuard}
   * @param log see {@link PinGuard}
   * @return the guard, not started; empty without pins
   */
  public Optional<PinGuard> guard(String nodeName, LongAdder refused, Logger log) {
    return pins.map(file -> new PinGuard(nodeName, file, refused, log));
  }

  /**
   * What checks the certificates of others, and their keys if there is a guard.
   *
   * @param guard from {@link #guard}
   * @param incomingHost knows the host that has connected, by the engine of the connection
   * @return for connections in and out
   */
  public X509ExtendedTrustManager trust(
      Optional<PinGuard> guard, Function<SSLEngine, Optional<String>> incomingHost) {
    return guard.map(pinned -> pinned.around(trust, incomingHost)).orElse(trust);
  }

  static TlsMaterial of(
      List<X509Certificate> chain,
      PrivateKey key,
      List<X509Certificate> authorities,
      boolean mutual,
      Optional<PinFile> pins)
      throws GeneralSecurityException, IOException {
    // The password protects nothing: the store never leaves this method.
    char[] password = new char[0];
    KeyStore own = emptyStore();
    own.setKeyEntry("node", key, password, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, password);

    KeyStore trusted = null;
    if (!authorities.isEmpty()) {
      trusted = emptyStore();
      for (int i = 0; i < authorities.size(); i++) {
        trusted.setCertificateEntry("authority-" + i, authorities.get(i));
      }
    }
    TrustManagerFactory trusts =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusts.init(trusted);
    for (TrustManager manager : trusts.getTrustManagers()) {
      // Another kind would check no host names once it is wrapped.
      if (manager instanceof X509ExtendedTrustManager trust) {
        return new TlsMaterial(keys, trust, mutual, pins);
      }
    }
    throw new GeneralSecurityException("this JDK checks no X.509 certificates with host names");
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
