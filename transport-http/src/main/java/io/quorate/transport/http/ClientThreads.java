package io.quorate.transport.http;

import io.quorate.transport.common.NamedThreads;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.ConnectionListener;
import org.slf4j.LoggerFactory;

/**
 * The threads on which OkHttp closes idle connections and reads those of HTTP/2. By default all
 * clients of a process share them, and they last for a minute after the last; a transport has to
 * end its own when it is closed. OkHttp lets that be said only through classes which it calls
 * internal. If the application brings another version, in which they are not as expected, the
 * shared threads are used.
 */
final class ClientThreads {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

  /** A connection that has been idle for so long is closed; sooner than the other side would. */
  private static final int KEEP_ALIVE_SECONDS = 45;

  private final NamedThreads made;
  private final Own own;

  /** In a class of its own, so that a version without these classes fails where it is caught. */
  private record Own(TaskRunner runner, TaskRunner.RealBackend backend) {
    static Own make(NamedThreads threads) {
      TaskRunner.RealBackend backend = new TaskRunner.RealBackend(threads);
      backend.getExecutor().setKeepAliveTime(1, TimeUnit.SECONDS);
      // A connection of HTTP/2 that is being closed may still want something to be done.
      backend.getExecutor().setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
      return new Own(
          new TaskRunner(backend, Logger.getLogger(TaskRunner.class.getName())), backend);
    }

    void giveTo(OkHttpClient.Builder builder) {
      builder.setTaskRunner$okhttp(runner);
      builder.connectionPool(new ConnectionPool(
          1, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, runner, ConnectionListener.Companion.getNONE()));
    }

    void stop() {
      backend.shutdown();
    }
  }

  ClientThreads(String nodeName) {
    made = new NamedThreads(nodeName, "http-client");
    own = own(made);
  }

  private static Own own(NamedThreads threads) {
    try {
      Own own = Own.make(threads);
      own.giveTo(new OkHttpClient.Builder());
      return own;
    } catch (LinkageError e) {
      LOG.info(
          "this version of OkHttp takes no threads ({}); its own last for a minute after the transport is closed",
          e.toString());
      return null;
    }
  }

  /** Has a client use them, and keep one idle connection. */
  void giveTo(OkHttpClient.Builder builder) {
    if (own == null) {
      builder.connectionPool(new ConnectionPool(1, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS));
    } else {
      own.giveTo(builder);
    }
  }

  /** Ends the threads when their work is done; all connections must have been closed. */
  void stop() {
    if (own != null) {
      own.stop();
    }
  }

  boolean awaitStopped(long timeoutMillis) throws InterruptedException {
    return made.awaitEnded(timeoutMillis);
  }
}
