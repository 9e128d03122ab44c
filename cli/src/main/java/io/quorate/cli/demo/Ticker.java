package io.quorate.cli.demo;

import io.quorate.cli.crash.LocalCluster;

/** Draws the table again and again. */
final class Ticker {
  private final LocalCluster cluster;
  private final Table table;
  private final Board board;
  private final Thread thread = new Thread(this::run, "quorate-demo-table");

  Ticker(LocalCluster cluster, Table table, Board board) {
    this.cluster = cluster;
    this.table = table;
    this.board = board;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(board.periodMillis());
        draw();
      }
    } catch (InterruptedException e) {
      // Stopped.
    }
  }

  void draw() throws InterruptedException {
    table.draw(cluster.statuses(), board);
  }

  /** Stops; {@link #draw} may still be called. */
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
