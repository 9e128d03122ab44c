package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
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
import io.quorate.transport.common.NamedThreads;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The few threads on which one transport accepts, connects, reads and writes. They belong to that
 * transport alone, so that its close can stop them and its node's name can be theirs. Epoll where
 * its native library can be loaded, else NIO.
 */
final class IoThreads {
  private final NamedThreads made;
  private final EventLoopGroup group;
  private final boolean epoll;

  /**
   * Makes them; they start when there is something to do.
   *
   * @param accepted told of each socket that was accepted, before anything is read from it
   */
  IoThreads(String nodeName, int threads, Consumer<Channel> accepted) {
    // Netty keeps its buffer caches in threads of this kind without a hash look-up.
    made = new NamedThreads(nodeName, "io", FastThreadLocalThread::new);
    epoll = Epoll.isAvailable();
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(threads, made, handlers) {
      @Override
      public ChannelFuture register(Channel channel) {
        // Neither the socket that listens nor connections out, which are given a loop of the group.
        if (channel.parent() != null) {
          accepted.accept(channel);
        }
        return super.register(channel);
      }
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
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    return group.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS)
        && made.awaitEnded(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }
}
