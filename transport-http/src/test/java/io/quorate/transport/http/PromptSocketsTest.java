package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class PromptSocketsTest {

  @Test
  void everySocketSendsAtOnce() throws Exception {
    PromptSockets sockets = new PromptSockets();
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 4, here)) {
      int port = server.getLocalPort();
      for (Socket socket : new Socket[] {
        sockets.createSocket(),
        sockets.createSocket(here, port),
        sockets.createSocket(here, port, here, 0),
        sockets.createSocket(here.getHostAddress(), port),
        sockets.createSocket(here.getHostAddress(), port, here, 0)
      }) {
        try (socket) {
          assertThat(socket.getTcpNoDelay()).isTrue();
        }
      }
    }
  }
}
