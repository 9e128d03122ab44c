package io.quorate.sim.tck;

import io.quorate.config.Settings;
import io.quorate.sim.filewal.FileWalProvider;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalProvider;
import java.nio.file.Path;

/** A log on files that locks out others of its own process only. */
public final class LonelyWalProvider implements WalProvider {
  private final WalProvider files = new FileWalProvider();

  /** Made by its class's name, in another process. */
  public LonelyWalProvider() {}

  @Override
  public String name() {
    return "lonely";
  }

  @Override
  public int formatVersion() {
    return 1;
  }

  @Override
  public String durability() {
    return "fsync";
  }

  private record Own(String nodeName, Settings settings, Path directory) implements WalContext {}

  @Override
  public Wal open(WalContext context) throws WalException {
    String process = Long.toString(ProcessHandle.current().pid());
    return files.open(
        new Own(context.nodeName(), context.settings(), context.directory().resolve(process)));
  }
}
