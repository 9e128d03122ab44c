package io.quorate.cli.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary directory, and the cluster in it. It is removed in the end, also when the user
 * interrupts the program, unless it is kept because somebody may want to look into it.
 */
public final class Workspace implements AutoCloseable {
  private final Path directory;
  private final Thread hook = new Thread(this::interrupted, "quorate-remove-data");
  private volatile LocalCluster cluster;
  private volatile boolean kept;
  private volatile boolean interrupted;

  /**
   * Makes a directory.
   *
   * @param prefix how its name begins
   * @throws IOException if it cannot be made
   */
  public Workspace(String prefix) throws IOException {
    this.directory = Files.createTempDirectory(prefix);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * The directory.
   *
   * @return an absolute path
   */
  public Path directory() {
    return directory;
  }

  /**
   * Makes the cluster in this directory.
   *
   * @param settings how
   * @return a cluster of which nothing runs yet
   */
  public LocalCluster cluster(ClusterSettings settings) {
    cluster = new LocalCluster(directory, settings);
    return cluster;
  }

  /** Keeps the directory. */
  public void keep() {
    kept = true;
  }

  /**
   * Whether the program is being interrupted; what fails now, fails because of that.
   *
   * @return true from the first moment on
   */
  public boolean isInterrupted() {
    return interrupted;
  }

  private void interrupted() {
    interrupted = true;
    try {
      close();
    } catch (IOException e) {
      System.err.println("quorate: could not remove " + directory + ": " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
    if (!kept || interrupted) {
      NodeProcess.deleteTree(directory);
    }
    if (!interrupted) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
