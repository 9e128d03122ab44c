package io.quorate.transport.common;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;

/**
 * Lets a transport speak only with peers whose keys are listed in a file, on top of what is checked
 * of certificates anyway.
 *
 * <p><b>Where it looks.</b> Its trust manager refuses a handshake in which an unlisted key is
 * shown. That does not see a handshake that resumes an earlier session, in which no certificate is
 * shown; so the transport asks {@link #refusal} about each connection, too, once it stands and
 * before anything is taken from it or given to it.
 *
 * <p><b>When the list changes.</b> The file is looked at in each handshake, and every second. The
 * transport is told of another list, and closes the connections that {@link #refusal} is against. A
 * file that cannot be read, or is malformed, changes nothing but the log.
 *
 * <p>Each refusal is counted, and logged once a minute for each host. Any thread.
 */
public final class PinGuard implements AutoCloseable {
  private static final long LOOK_MILLIS = 1_000;

  /** Which way a connection goes; the peer that is refused is at its other end. */
  public enum Way {
    /** Made by the peer. */
    IN("from"),
    /** Made by this node. */
    OUT("to");

    private final String word;

    Way(String word) {
      this.word = word;
    }
  }

  private final String nodeName;
  private final PinFile file;
  private final LongAdder refused;
  private final Logger log;
  private final Remarks remarks = new Remarks();
  private final NamedThreads made;
  private final ScheduledThreadPoolExecutor looks;
  private volatile Runnable onChange = () -> {};

  /**
   * Makes a guard that looks at its file only when it is asked. Starts no thread.
   *
   * @param nodeName begins its lines in the log, and the name of its thread,
   *     {@code quorate-<node>-tls-pins-1}
   * @param file the list
   * @param refused counts the connections that were refused or closed
   * @param log where it is said
   */
  public PinGuard(String nodeName, PinFile file, LongAdder refused, Logger log) {
    this.nodeName = nodeName;
    this.file = file;
    this.refused = refused;
    this.log = log;
    this.made = new NamedThreads(nodeName, "tls-pins");
    this.looks = new ScheduledThreadPoolExecutor(1, made);
  }

  /**
   * Looks at the file every second from now on.
   *
   * @param changed called, on a thread of the guard, when another list holds
   */
  public void start(Runnable changed) {
    onChange = changed;
    looks.scheduleWithFixedDelay(() -> look(true), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * A trust manager that demands a listed key of whom the ordinary one trusts.
   *
   * @param ordinary is asked first, with all that it is told; so it checks host names as before
   * @param incomingHost knows the host that has connected, by the engine of the connection
   * @return for connections in and out
   */
  public X509ExtendedTrustManager around(
      X509ExtendedTrustManager ordinary, Function<SSLEngine, Optional<String>> incomingHost) {
    return new PinnedTrustManager(ordinary, this, incomingHost);
  }

  /** Looks whether the file has changed. What is read is in force when this returns. */
  public void look() {
    look(false);
  }

  private void look(boolean closely) {
    // Whatever it throws would end the looking for good, in silence.
    try {
      file.look(closely).ifPresent(this::tell);
    } catch (RuntimeException e) {
      log.error("{}: looking at the pins in '{}' failed", nodeName, file.path(), e);
    }
  }

  private void tell(PinFile.News news) {
    switch (news.finding()) {
      case BAD -> log.warn("{}: the pins cannot be taken over: {}", nodeName, news.text());
      case MENDED -> log.info("{}: the pins: {}", nodeName, news.text());
      case CHANGED -> {
        log.info("{}: the pins: {}", nodeName, news.text());
        try {
          looks.execute(this::tellTransport);
        } catch (RejectedExecutionException e) {
          // The transport closes, and all its connections.
        }
      }
    }
  }

  private void tellTransport() {
    try {
      onChange.run();
    } catch (RuntimeException e) {
      log.error("{}: closing connections whose keys are not pinned any more failed", nodeName, e);
    }
  }

  /**
   * Why a peer may not be spoken with. An answer that is not empty has been counted, and the
   * connection must be closed.
   *
   * @param way who has made the connection
   * @param host the peer's, as far as is known
   * @param session of a connection that stands
   * @return a sentence; empty if the peer's key is listed
   */
  public Optional<String> refusal(Way way, String host, SSLSession session) {
    return refusal(way, () -> host, leaf(session));
  }

  /**
   * Whether the key of a session's peer is listed. Counts and logs nothing.
   *
   * @param session any
   * @return whether; no if it has shown no certificate
   */
  public boolean isPinned(SSLSession session) {
    return leaf(session)
        .filter(shown -> file.pins().contains(PinFile.pin(shown)))
        .isPresent();
  }

  /**
   * Whether a peer has shown a certificate in a session, which is so once its handshake is over.
   *
   * @param session any
   * @return whether
   */
  public static boolean isEstablished(SSLSession session) {
    return leaf(session).isPresent();
  }

  private static Optional<X509Certificate> leaf(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate leaf
          ? Optional.of(leaf)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /** As the other one; the host is asked for only if it is needed. */
  Optional<String> refusal(Way way, Supplier<String> peer, Optional<X509Certificate> leaf) {
    Optional<String> pin = leaf.map(PinFile::pin);
    if (pin.isPresent() && file.pins().contains(pin.get())) {
      return Optional.empty();
    }
    refused.increment();
    String host = peer.get();
    String shown = leaf.map(certificate -> "its certificate, for "
            + OneLine.of(certificate.getSubjectX500Principal().getName())
            + ", has a key with the pin "
            + pin.get() + ", which '" + file.path()
            + "' does not list; if it is to be a member of this cluster, add that line")
        .orElse("it shows no certificate");
    String sentence = "no connection " + way.word + " " + host + ": " + shown;
    if (remarks.isDue(host)) {
      log.warn("{}: {}", nodeName, sentence);
    }
    return Optional.of(sentence);
  }

  /** Looks no more. Does not wait. */
  @Override
  public void close() {
    looks.shutdownNow();
  }

  /**
   * Waits for the end of the thread.
   *
   * @param timeoutMillis how long at most
   * @return whether it has ended
   * @throws InterruptedException if the caller is interrupted
   */
  public boolean awaitEnded(long timeoutMillis) throws InterruptedException {
    return made.awaitEnded(timeoutMillis);
  }
}
