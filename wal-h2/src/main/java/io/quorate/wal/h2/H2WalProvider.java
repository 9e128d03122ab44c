package io.quorate.wal.h2;

import io.quorate.config.ConfigKey;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.h2.engine.Constants;

/** Opens {@link H2Wal}s. */
public final class H2WalProvider implements WalProvider {

  private final UnaryOperator<LogDirectory> between;

  /** Makes a provider. */
  public H2WalProvider() {
    this(UnaryOperator.identity());
  }

  /** With something between a log and its directory. */
  H2WalProvider(UnaryOperator<LogDirectory> between) {
    this.between = between;
  }

  @Override
  public String name() {
    return "h2";
  }

  @Override
  public String description() {
    return name() + " " + Constants.VERSION;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return H2Options.KEYS;
  }

  @Override
  public int formatVersion() {
    return H2Store.FORMAT_VERSION;
  }

  @Override
  public String durability() {
    return "two fdatasyncs per batch";
  }

  @Override
  public Wal open(WalContext context) throws WalException {
    Path directory = context.directory();
    try {
      return H2Wal.open(
          between.apply(DiskDirectory.create(directory)), H2Options.of(context.settings()));
    } catch (IOException e) {
      throw H2Errors.wrap("cannot open " + directory, e);
    }
  }
}
