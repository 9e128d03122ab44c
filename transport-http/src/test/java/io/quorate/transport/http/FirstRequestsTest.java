package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstRequestsTest {
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final FirstRequests requests = new FirstRequests(timer, Duration.ofHours(1));
  private final Object socket = new Object();

  FirstRequestsTest() {
    timer.setRemoveOnCancelPolicy(true);
  }

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private static EndPoint endOver(Object below, AtomicBoolean closed) {
    return (EndPoint) Proxy.newProxyInstance(
        FirstRequestsTest.class.getClassLoader(),
        new Class<?>[] {EndPoint.class},
        (proxy, method, arguments) -> switch (method.getName()) {
          case "getTransport" -> below;
          case "close" -> {
            closed.set(true);
            yield null;
          }
          default -> throw new UnsupportedOperationException(method.getName());
        });
  }

  private static Connection connectionOn(EndPoint end) {
    return (Connection) Proxy.newProxyInstance(
        FirstRequestsTest.class.getClassLoader(),
        new Class<?>[] {Connection.class},
        (proxy, method, arguments) -> {
          assertThat(method.getName()).isEqualTo("getEndPoint");
          return end;
        });
  }

  @Test
  void aRequestWithinTlsEndsTheWaitForItsSocket() {
    AtomicBoolean closed = new AtomicBoolean();
    EndPoint outer = endOver(socket, closed);
    Connection tls = connectionOn(outer);
    Connection negotiation = connectionOn(endOver(outer, closed));
    Connection http = connectionOn(endOver(outer, closed));
    requests.onOpened(tls);
    requests.onOpened(negotiation);
    assertThat(timer.getQueue()).as("one socket is waited for once").hasSize(1);
    requests.onClosed(negotiation);
    requests.onOpened(http);
    requests.requested(http);
    assertThat(timer.getQueue()).isEmpty();
    requests.onClosed(http);
    requests.onClosed(tls);
    assertThat(closed).isFalse();
  }

  @Test
  void aConnectionThatEndsByItselfIsForgotten() {
    Connection connection = connectionOn(endOver(socket, new AtomicBoolean()));
    requests.onOpened(connection);
    assertThat(timer.getQueue()).hasSize(1);
    requests.onClosed(connection);
    assertThat(timer.getQueue()).isEmpty();
  }
}
