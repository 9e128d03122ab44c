package io.quorate.cli.node;

import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.RaftException;
import io.quorate.RaftStatus;
import io.quorate.cli.control.AppliedEntries;
import io.quorate.cli.control.AppliedFiles;
import io.quorate.cli.control.ControlServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/** The life of one node in a process of its own. */
final class NodeServer {
  private static final Logger LOG = LoggerFactory.getLogger("quorate");
  private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(30);
  private static final long HEALTH_CHECK_MILLIS = 500;

  private final RaftConfiguration configuration;
  private final CountDownLatch leave = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode = ExitCode.SOFTWARE;
  private Optional<Streams> streams = Optional.empty();
  private Optional<ControlServer> control = Optional.empty();

  /** Where commands come from and answers go. */
  private record Streams(
      InputStream in, OutputStream out, long keep, Optional<AppliedFiles> files) {}

  NodeServer(RaftConfiguration configuration) {
    this.configuration = configuration;
  }

  /** Lets another process drive the node. */
  NodeServer control(InputStream in, OutputStream out, long keep, Optional<AppliedFiles> files) {
    streams = Optional.of(new Streams(in, out, keep, files));
    return this;
  }

  /** Runs the node to its end; returns the exit code. */
  int run() throws InterruptedException {
    try (Raft raft = Raft.create(configuration)) {
      Thread hook = new Thread(this::leaveOnSignal, "quorate-signal");
      Runtime.getRuntime().addShutdownHook(hook);
      register(raft);
      control.ifPresent(ControlServer::start);
      exitCode = serve(raft);
      raft.leaveCluster();
      control.ifPresent(ControlServer::left);
      return exitCode;
    } finally {
      control.ifPresent(ControlServer::close);
      ended.countDown();
    }
  }

  /**
   * A signal starts the shutdown hooks, and the JVM would end with 128 plus the signal's number.
   * Leaving in good order is success, so the hook ends the process itself.
   */
  private void leaveOnSignal() {
    if (ended.getCount() == 0) {
      return;
    }
    leave.countDown();
    try {
      if (ended.await(30, TimeUnit.SECONDS)) {
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(exitCode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void register(Raft raft) {
    if (streams.isPresent()) {
      Streams s = streams.get();
      AppliedEntries applied = new AppliedEntries(s.keep(), s.files());
      ControlServer server = new ControlServer(raft, applied, s.in(), s.out(), leave::countDown);
      control = Optional.of(server);
      raft.useStateMachine(applied);
      raft.onLeaderChanged(server::leaderChanged);
    } else {
      raft.useStateMachine(new AppliedEntries(0));
      raft.onLeaderChanged((partition, leader) -> LOG.info(
          "partition {}: {}", partition, leader.map(l -> "led by " + l).orElse("no leader")));
    }
  }

  /**
   * Waits for the end while another thread joins, which may take as long as others need to be
   * started.
   */
  private int serve(Raft raft) throws InterruptedException {
    CompletableFuture<RuntimeException> joinFailure = new CompletableFuture<>();
    Thread joiner = new Thread(() -> join(raft, joinFailure), "quorate-join");
    joiner.setDaemon(true);
    joiner.start();
    boolean reported = false;
    while (!leave.await(HEALTH_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (joinFailure.isDone()) {
        throw joinFailure.join();
      }
      RaftStatus status = raft.status();
      if (status.state() == RaftStatus.State.FAILED && !reported) {
        status.problems().forEach(problem -> LOG.error("{}", problem));
        if (control.isEmpty()) {
          return ExitCode.SOFTWARE;
        }
        // Whoever drives the node may want to ask it before it ends.
        control.get().failed(status.problems());
        reported = true;
      }
    }
    LOG.info("leaving");
    return reported ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private void join(Raft raft, CompletableFuture<RuntimeException> failure) {
    while (leave.getCount() > 0) {
      try {
        raft.joinCluster(JOIN_TIMEOUT);
        RaftStatus status = raft.status();
        int partitions = Math.max(0, status.partitions().size() - 1);
        LOG.info(
            "ready at {}, {} partitions",
            status.address().map(String::valueOf).orElse("?"),
            partitions);
        control.ifPresent(server -> server.ready(status.nodeId(), status.address(), partitions));
        return;
      } catch (RaftException e) {
        if (leave.getCount() == 0) {
          return; // of course it has not joined
        }
        if (raft.status().state() != RaftStatus.State.JOINING) {
          failure.complete(e);
          return;
        }
        // Not yet: the message says who is missing.
        LOG.warn("{}", e.getMessage());
      } catch (RuntimeException e) {
        failure.complete(e);
        return;
      }
    }
  }
}
