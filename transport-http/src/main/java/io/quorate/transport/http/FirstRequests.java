package io.quorate.transport.http;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Closes connections that have not brought a whole header in time. Idle time limits do not: each
 * byte starts them anew. Later requests of a connection are left to those: whoever has sent a
 * request can as well go on sending such, and there is nothing to gain from sending half of one.
 */
final class FirstRequests implements Connection.Listener {
  private final ScheduledExecutorService timer;
  private final Duration limit;

  /** By socket: with TLS one socket has several connections, one in the other. */
  private final ConcurrentMap<Object, Future<?>> awaited = new ConcurrentHashMap<>();

  FirstRequests(ScheduledExecutorService timer, Duration limit) {
    this.timer = timer;
    this.limit = limit;
  }

  @Override
  public void onOpened(Connection connection) {
    EndPoint endPoint = connection.getEndPoint();
    awaited.computeIfAbsent(socket(endPoint), socket -> {
      try {
        return timer.schedule(() -> late(socket, endPoint), limit.toNanos(), TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        // The listener stops, and closes the connection.
        return null;
      }
    });
  }

  /** An end within TLS gives the end below it for what it goes over, and only that the socket. */
  private static Object socket(EndPoint endPoint) {
    Object below = endPoint.getTransport();
    return below instanceof EndPoint end ? socket(end) : below;
  }

  private void late(Object socket, EndPoint endPoint) {
    if (awaited.remove(socket) != null) {
      endPoint.close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    requested(connection);
  }

  /** A request has come in on a connection. */
  void requested(Connection connection) {
    if (awaited.isEmpty()) {
      return;
    }
    Future<?> late = awaited.remove(socket(connection.getEndPoint()));
    if (late != null) {
      late.cancel(false);
    }
  }
}
