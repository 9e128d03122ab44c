package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/**
 * Looks at what a connection that was accepted begins with, below TLS, and hands it on as it is.
 * gRPC refuses what is not its own, and tells nobody but a log of its own.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
  /** Enough for a request line of ours. */
  private static final int MOST_BYTES = 64;

  private final BiConsumer<SocketAddress, String> stranger;

  /**
   * Makes one for one connection.
   *
   * @param stranger told who has connected and why he is none of ours; on the thread that reads
   */
  FirstBytes(BiConsumer<SocketAddress, String> stranger) {
    this.stranger = stranger;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      String beginning = bytes.toString(
          bytes.readerIndex(),
          Math.min(bytes.readableBytes(), MOST_BYTES),
          StandardCharsets.ISO_8859_1);
      Strangers.calling(beginning)
          .ifPresent(why -> stranger.accept(context.channel().remoteAddress(), why));
    }
    context.pipeline().remove(this);
    context.fireChannelRead(message);
  }
}
