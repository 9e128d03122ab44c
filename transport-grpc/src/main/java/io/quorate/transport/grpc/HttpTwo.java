package io.quorate.transport.grpc;

/** The settings of HTTP/2 that both sides share. */
final class HttpTwo {
  /**
   * How much may be on its way to a receiver that has not read it. Fixed, because gRPC's estimate
   * of what a network needs costs pings, and grows only as it learns.
   */
  static final int WINDOW_BYTES = 4 << 20;

  /**
   * How often a connection is probed. A peer sends nothing back on it, so that sending frames does
   * not put the probe off. gRPC probes no more often than every 10 seconds. A peer whose machine is
   * gone is noticed sooner while frames are sent: the timeout below is also the time within which
   * TCP must get an acknowledgement (with epoll).
   */
  static final int KEEP_ALIVE_SECONDS = 10;

  /** A probe that is not answered within this time ends the connection. */
  static final int KEEP_ALIVE_TIMEOUT_SECONDS = 5;

  private HttpTwo() {}
}
