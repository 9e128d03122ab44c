package io.quorate.sim.tck;

import io.quorate.config.Settings;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalProvider;
import io.quorate.spi.WalProvider.WalContext;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a rule of the WAL kit works on: a provider, and a directory that is empty at first and
 * deleted at the end.
 */
public final class WalFixture implements AutoCloseable {
  /** The name of the node whose logs these are. */
  static final String NODE = "tck-wal";

  private final WalProvider provider;
  private final Map<String, String> settings;
  private final WalFaults faults;
  private final Path directory;
  private final List<Wal> opened = new ArrayList<>();

  /**
   * Makes a fixture with default settings.
   *
   * @param provider opens the logs
   * @param faults what can be made to fail
   * @throws IOException if there can be no directory
   */
  public WalFixture(WalProvider provider, WalFaults faults) throws IOException {
    this(provider, Map.of(), faults);
  }

  /**
   * Makes a fixture.
   *
   * @param provider opens the logs
   * @param settings by key name; what they do not give has its default
   * @param faults what can be made to fail
   * @throws IOException if there can be no directory
   */
  public WalFixture(WalProvider provider, Map<String, String> settings, WalFaults faults)
      throws IOException {
    this.provider = provider;
    this.settings = Map.copyOf(settings);
    this.faults = faults;
    this.directory = Files.createTempDirectory("quorate-wal-");
  }

  WalProvider provider() {
    return provider;
  }

  Map<String, String> settings() {
    return settings;
  }

  WalFaults faults() {
    return faults;
  }

  /** For files of a rule's own; {@link #logDirectory} is below it. */
  Path directory() {
    return directory;
  }

  Path logDirectory() {
    return directory.resolve("log");
  }

  /** A fixture of the same kind with a directory of its own. */
  WalFixture another() throws IOException {
    return new WalFixture(provider, settings, faults);
  }

  Wal open() throws WalException {
    Wal wal = provider.open(new Context(NODE, logDirectory(), new GivenSettings(settings)));
    opened.add(wal);
    return wal;
  }

  Wal reopen(Wal wal) throws WalException {
    wal.close();
    opened.remove(wal);
    return open();
  }

  @Override
  public void close() throws IOException {
    for (Wal wal : opened) {
      try {
        wal.close();
      } catch (WalException e) {
        // A rule has spoken by now; that a failed log does not close well changes nothing.
        continue;
      }
    }
    Files.walkFileTree(directory, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        Files.delete(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
        Files.delete(visited);
        return FileVisitResult.CONTINUE;
      }
    });
  }

  private record Context(String nodeName, Path directory, Settings settings)
      implements WalContext {}
}
