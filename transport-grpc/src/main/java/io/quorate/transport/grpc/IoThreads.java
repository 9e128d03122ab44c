package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import io.grpc.netty.shaded.io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The few threads on which one transport accepts, connects, reads and writes. They belong to that
 * transport alone, so that its close can stop them and its node's name can be theirs. Epoll where
 * its native library can be loaded, else NIO.
 */
final class IoThreads {
  private final EventLoopGroup group;
  private final boolean epoll;

  IoThreads(String nodeName, int threads) {
    epoll = Epoll.isAvailable();
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(threads, factory(nodeName), handlers);
  }

  private static ThreadFactory factory(String nodeName) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      // Netty keeps its buffer caches in such threads without a hash look-up.
      Thread thread = new FastThreadLocalThread(
          task, "quorate-" + nodeName + "-io-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  EventLoopGroup group() {
    return group;
  }

  EventLoop next() {
    return group.next();
  }

  Class<? extends Channel> clientType() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  Class<? extends ServerChannel> serverType() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** Whether the caller is one of these threads, and must not wait for them. */
  boolean inIoThread() {
    for (EventExecutor loop : group) {
      if (loop.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  /** Closes what sockets are left and ends the threads. Does not wait. */
  void stop(long timeoutMillis) {
    group.shutdownGracefully(0, timeoutMillis, TimeUnit.MILLISECONDS);
  }

  /** Whether the threads have ended within the time. */
  boolean awaitStopped(long timeoutMillis) throws InterruptedException {
    return group.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS);
  }
}
