package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.quorate.transport.common.PinGuard;
import io.quorate.transport.common.PinGuard.Way;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/**
 * The sockets that were accepted and are open. gRPC shows none of them, and can end a call but not
 * the connection below it; and to the check of a certificate it does not say whose it is. Any
 * thread, unless said otherwise.
 */
final class AcceptedChannels {
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();

  void add(Channel channel) {
    open.add(channel);
    channel.closeFuture().addListener(closed -> open.remove(channel));
  }

  /**
   * The host at the other end of a connection whose handshake is under way. Called by the thread
   * that does the handshake: engines of other threads must not be asked, for each is locked by its
   * handshake, and two that ask about each other would wait for ever.
   */
  Optional<String> host(SSLEngine engine) {
    SSLSession session = engine.getHandshakeSession();
    for (Channel channel : open) {
      SslHandler tls = channel.isRegistered() && channel.eventLoop().inEventLoop()
          ? channel.pipeline().get(SslHandler.class)
          : null;
      // Not the engine itself, which Netty wraps.
      if (tls != null && session != null && tls.engine().getHandshakeSession() == session) {
        return Optional.of(host(channel));
      }
    }
    return Optional.empty();
  }

  private static String host(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : String.valueOf(channel.remoteAddress());
  }

  private static void close(Channel channel) {
    ChannelHandlerContext lowest = channel.pipeline().firstContext();
    if (lowest != null) {
      lowest.close();
    }
  }

  /** Closes those whose peers the guard refuses. */
  void closeRefused(PinGuard guard) {
    for (Channel channel : open) {
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      if (tls == null) {
        continue;
      }
      SSLSession session = tls.engine().getSession();
      // Otherwise its handshake, or its first call, finds the list as it is now.
      if (PinGuard.isEstablished(session)
          && guard.refusal(Way.IN, host(channel), session).isPresent()) {
        try {
          // Behind what is being written, such as an answer that says why. Below gRPC, which would
          // first let calls end.
          channel.eventLoop().execute(() -> close(channel));
        } catch (RejectedExecutionException e) {
          // The loop ends, and closes the channel.
        }
      }
    }
  }
}
