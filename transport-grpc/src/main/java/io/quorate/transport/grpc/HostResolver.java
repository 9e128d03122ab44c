package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.netty.util.NetUtil;
import io.quorate.transport.common.NamedThreads;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Looks host names up on threads of its own, because a look-up may block for as long as a name
 * server is silent and the I/O threads serve other peers. A peer asks once at a time, so there are
 * no more threads than unresolved peers, and at most 64; they end after a second without work. The
 * JDK caches answers as the security property {@code networkaddress.cache.ttl} says.
 */
final class HostResolver {
  private static final int MAX_THREADS = 64;

  private final NamedThreads made;
  private final ThreadPoolExecutor threads;

  HostResolver(String nodeName) {
    made = new NamedThreads(nodeName, "dns");
    threads =
        new ThreadPoolExecutor(0, MAX_THREADS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), made);
  }

  /**
   * Looks a name up and tells the answer on the given executor: addresses, or why there are none. A
   * literal is answered without a thread.
   */
  void resolve(
      String host, Executor answerOn, BiConsumer<List<InetAddress>, UnknownHostException> answer) {
    if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
      tell(answerOn, lookUp(host, answer));
      return;
    }
    try {
      threads.execute(() -> tell(answerOn, lookUp(host, answer)));
    } catch (RejectedExecutionException e) {
      tell(
          answerOn,
          () -> answer.accept(
              List.of(), new UnknownHostException(host + ": too many look-ups at once")));
    }
  }

  private static void tell(Executor answerOn, Runnable told) {
    try {
      answerOn.execute(told);
    } catch (RejectedExecutionException e) {
      // The transport closed meanwhile; nobody waits for the answer.
    }
  }

  private static Runnable lookUp(
      String host, BiConsumer<List<InetAddress>, UnknownHostException> answer) {
    try {
      List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
      return () -> answer.accept(addresses, null);
    } catch (UnknownHostException e) {
      return () -> answer.accept(List.of(), e);
    }
  }

  /** Ends the threads. One that is within a look-up ends with it; the JDK cannot interrupt that. */
  void stop() {
    threads.shutdownNow();
  }

  boolean awaitStopped(long timeoutMillis) throws InterruptedException {
    return made.awaitEnded(timeoutMillis);
  }
}
