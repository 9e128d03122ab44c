package io.quorate.transport.http;

import io.quorate.NodeAddress;
import io.quorate.spi.Transport.Receiver;
import io.quorate.transport.common.Remarks;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the requests of peers and hands their frames to the receiver, on the thread that read them.
 * A receiver that is slow therefore holds the answer up, without which the sender sends no more,
 * and the sender's bounded queue fills.
 */
final class FramesHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

  /** How many of the largest frames may be on their way in at a time, from all peers. */
  private static final int LARGEST_AT_ONCE = 4;

  /** What may be on its way in at a time, if frames are small. */
  private static final long LEAST_BUDGET_BYTES = 64L << 20;

  private final HttpTransportOptions options;
  private final TransportCounters counters;
  private final Remarks remarks;
  private final ScheduledExecutorService timer;
  private final Receiver receiver;
  private final SharedBudget budget;
  private volatile HttpListener listener;
  private volatile boolean muted;

  FramesHandler(
      HttpTransportOptions options,
      TransportCounters counters,
      Remarks remarks,
      ScheduledExecutorService timer,
      Receiver receiver) {
    this.options = options;
    this.counters = counters;
    this.remarks = remarks;
    this.timer = timer;
    this.receiver = receiver;
    this.budget = new SharedBudget(
        Math.max(LEAST_BUDGET_BYTES, (long) LARGEST_AT_ONCE * options.maxFrameBytes()));
  }

  /** Must be called before the listener starts. */
  void serve(HttpListener serving) {
    listener = serving;
  }

  /** Delivers nothing from now on. */
  void mute() {
    muted = true;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    listener.requested(request.getConnectionMetaData().getConnection());
    response.getHeaders().put(Protocol.MARK_HEADER, Protocol.MARK);
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type != null && type.startsWith(Strangers.GRPC_TYPE)) {
      refuseGrpc(request, response, callback);
    } else if (!Protocol.FRAMES_PATH.equals(request.getHttpURI().getCanonicalPath())) {
      refuse(response, callback, 404, "frames go to " + Protocol.FRAMES_PATH);
    } else if (!HttpMethod.POST.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, HttpMethod.POST.asString());
      refuse(response, callback, 405, "frames are sent by POST");
    } else if (!Protocol.FRAMES_TYPE.equals(type)) {
      refuse(response, callback, 415, "frames are sent as " + Protocol.FRAMES_TYPE);
    } else {
      take(request, response, callback);
    }
    return true;
  }

  private void take(Request request, Response response, Callback callback) {
    int most = Protocol.maxBodyBytes(options.maxFrameBytes());
    String hint = hint(request);
    if (request.getLength() > most) {
      refuseFrames(
          response,
          callback,
          hint,
          new FrameDecoder.Problem(
              413,
              "a body of " + request.getLength() + " bytes; at most " + most
                  + " are accepted here"));
      return;
    }
    FrameDecoder decoder =
        new FrameDecoder(options.maxFrameBytes(), budget, frame -> deliver(hint, frame));
    new BodyReader(request, decoder, most, options.requestTimeout(), timer, new BodyReader.Owner() {
          @Override
          public void whole() {
            response.setStatus(204);
            PlainAnswers.finish(response, callback);
          }

          @Override
          public void bad(FrameDecoder.Problem problem) {
            refuseFrames(response, callback, hint, problem);
          }

          @Override
          public void broken(Throwable failure) {
            counters.refusedRequests.increment();
            LOG.debug(
                "{}: a request from {} broke off ({})",
                options.nodeName(),
                hint,
                String.valueOf(failure));
            // As what it is: for other reasons Jetty would fill the log, whoever hangs up.
            callback.failed(new EofException(failure));
          }
        })
        .read();
  }

  private void deliver(String hint, ByteBuffer frame) {
    if (muted) {
      return;
    }
    counters.receivedFrames.increment();
    counters.receivedBytes.add(frame.remaining());
    try {
      receiver.onFrame(hint, frame);
    } catch (RuntimeException e) {
      // Its contract forbids this. The frame is lost, as frames may be; the connection serves on.
      counters.receiverFailures.increment();
      LOG.error("{}: the receiver of frames failed on one from {}", options.nodeName(), hint, e);
    }
  }

  private void refuseFrames(
      Response response, Callback callback, String hint, FrameDecoder.Problem problem) {
    counters.refusedFrames.increment();
    if (remarks.isDue("refused " + host(hint))) {
      LOG.warn("{}: refused from {}: {}", options.nodeName(), hint, problem.text());
    }
    // What follows cannot be told apart any more, or is not worth it.
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    PlainAnswers.answer(response, callback, problem.status(), problem.text());
  }

  private void refuse(Response response, Callback callback, int status, String text) {
    counters.refusedRequests.increment();
    PlainAnswers.answer(response, callback, status, text);
  }

  /** In gRPC's own way, so that the caller can tell it to its log. */
  private void refuseGrpc(Request request, Response response, Callback callback) {
    counters.refusedRequests.increment();
    counters.strangers.increment();
    String hint = hint(request);
    if (remarks.isDue("grpc " + host(hint))) {
      LOG.warn("{}: a gRPC call from {}: {}", options.nodeName(), hint, Strangers.refusal());
    }
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Strangers.GRPC_TYPE);
    // 12 is UNIMPLEMENTED.
    response.getHeaders().put("grpc-status", "12");
    response.getHeaders().put("grpc-message", Strangers.refusal());
    PlainAnswers.finish(response, callback);
  }

  /** One peer has many ports in its life. */
  private static String host(String hint) {
    return hint.substring(0, Math.max(0, hint.lastIndexOf(':')));
  }

  private static String hint(Request request) {
    SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
    return remote instanceof InetSocketAddress inet && inet.getAddress() != null
        ? new NodeAddress(inet.getAddress().getHostAddress(), inet.getPort()).toString()
        : String.valueOf(remote);
  }

  /** How many bytes are held for frames that have not come in whole; for tests. */
  long heldBytes() {
    return budget.taken();
  }
}
