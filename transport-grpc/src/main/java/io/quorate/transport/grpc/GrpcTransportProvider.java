package io.quorate.transport.grpc;

import io.grpc.ManagedChannel;
import io.quorate.config.ConfigKey;
import io.quorate.config.Settings;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.spi.TransportProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes {@link GrpcTransport}s from configuration. Its name is {@code grpc}. */
public final class GrpcTransportProvider implements TransportProvider {

  /** How much may wait for one peer. */
  public static final ConfigKey<Long> QUEUE_BYTES = ConfigKey.size(
          "transport.grpc.queue-bytes",
          1L << 10,
          16L << 30,
          "How many bytes may wait to be sent to one peer; what comes on top is shed. Each frame counts 64 bytes more than"
              + " it has.")
      .withDefault(32L << 20);

  /** How long connecting may take. */
  public static final ConfigKey<Duration> CONNECT_TIMEOUT = ConfigKey.duration(
          "transport.grpc.connect-timeout",
          Duration.ofMillis(10),
          Duration.ofMinutes(1),
          "How long one attempt to connect to a peer may take, TLS included, before the peer counts as unreachable.")
      .withDefault(Duration.ofSeconds(3));

  /** How many threads. */
  public static final ConfigKey<Integer> IO_THREADS = ConfigKey.integer(
          "transport.grpc.io-threads",
          1,
          64,
          "How many threads accept, connect, read and write. One moves hundreds of thousands of frames a second; more help"
              + " with TLS and many busy peers.")
      .withDefault(1);

  /** The node's certificate. */
  public static final ConfigKey<Path> TLS_CERTIFICATE = ConfigKey.path(
      "transport.grpc.tls.certificate",
      "A PEM file with the certificate that this node shows to others, and those of intermediate authorities. Turns TLS"
          + " on. It must name the node's advertised host.");

  /** The node's key. */
  public static final ConfigKey<Path> TLS_PRIVATE_KEY = ConfigKey.path(
      "transport.grpc.tls.private-key",
      "A PEM file with the private key of the certificate, PKCS#8 and without a password.");

  /** Whom to trust. */
  public static final ConfigKey<Path> TLS_TRUSTED_CERTIFICATES = ConfigKey.path(
      "transport.grpc.tls.trusted-certificates",
      "A PEM file with the certificates of the authorities that this node trusts. The default is those of the JDK.");

  /** Whether clients must show certificates. */
  public static final ConfigKey<Boolean> TLS_MUTUAL = ConfigKey.bool(
          "transport.grpc.tls.mutual",
          "Whether those who connect to this node must show a certificate by a trusted authority.")
      .withDefault(false);

  /** Made by {@link java.util.ServiceLoader}. */
  public GrpcTransportProvider() {}

  @Override
  public String name() {
    return "grpc";
  }

  @Override
  public String description() {
    String version = ManagedChannel.class.getPackage().getImplementationVersion();
    return version == null ? name() : name() + " " + version;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return List.of(
        QUEUE_BYTES,
        CONNECT_TIMEOUT,
        IO_THREADS,
        TLS_CERTIFICATE,
        TLS_PRIVATE_KEY,
        TLS_TRUSTED_CERTIFICATES,
        TLS_MUTUAL);
  }

  /**
   * Makes a transport that is not listening yet.
   *
   * @throws TransportException if the settings cannot work together or a file cannot be used; lists
   *     all that is wrong
   */
  @Override
  public Transport create(TransportContext context) throws TransportException {
    Settings settings = context.settings();
    List<String> problems = new ArrayList<>();
    Optional<GrpcTlsFiles> tls = tls(settings, problems);
    long least = (long) context.maxFrameBytes() + GrpcTransportOptions.FRAME_OVERHEAD;
    if (settings.get(QUEUE_BYTES) < least) {
      problems.add(QUEUE_BYTES + ": " + QUEUE_BYTES.print(settings.get(QUEUE_BYTES))
          + " has no room for a single frame of the largest size; at least " + least
          + " are needed");
    }
    TlsContexts.refuseIfAny(problems);
    return new GrpcTransport(new GrpcTransportOptions(
        context.nodeName(),
        context.bindAddress(),
        context.maxFrameBytes(),
        settings.get(QUEUE_BYTES),
        settings.get(CONNECT_TIMEOUT),
        settings.get(IO_THREADS),
        tls));
  }

  private static Optional<GrpcTlsFiles> tls(Settings settings, List<String> problems) {
    Optional<Path> certificate = path(settings, TLS_CERTIFICATE);
    Optional<Path> key = path(settings, TLS_PRIVATE_KEY);
    Optional<Path> trusted = path(settings, TLS_TRUSTED_CERTIFICATES);
    boolean mutual = settings.get(TLS_MUTUAL);
    TlsContexts.read(certificate, key, trusted, mutual, problems);
    return certificate.isEmpty() || key.isEmpty()
        ? Optional.empty()
        : Optional.of(new GrpcTlsFiles(certificate.get(), key.get(), trusted, mutual));
  }

  private static Optional<Path> path(Settings settings, ConfigKey<Path> key) {
    return settings.isSet(key) ? Optional.of(settings.get(key)) : Optional.empty();
  }
}
