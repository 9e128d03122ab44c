package io.quorate.sim.tck;

import io.quorate.config.Settings;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import io.quorate.spi.WalProvider;
import io.quorate.spi.WalProvider.WalContext;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a child process of {@link WalProcess} does: opens a log by the name of its provider's class,
 * goes on with {@link WalWork} where the log ends, says the number of each batch once it is
 * acknowledged, and ends without a close.
 *
 * <p>Every line that counts begins with {@link #MARK}: a backend may print, too.
 */
public final class WalChild {
  /** Begins what this program says. */
  static final String MARK = "tck ";

  /** The provider is there; comes first. */
  static final String READY = "ready";

  /** The log is open; the number of its last batch follows. */
  static final String OPENED = "opened ";

  /** The log could not be opened, because somebody has it open; the message follows. */
  static final String LOCKED = "locked ";

  private static final int FIRST_SETTING = 3;

  private WalChild() {}

  private record Context(String nodeName, Path directory, Settings settings)
      implements WalContext {}

  /**
   * Runs.
   *
   * @param arguments the provider's class, the directory, how many batches to append, and settings
   *     as {@code key=value}
   * @throws Exception if the log does anything but open, be locked, and append
   */
  public static void main(String[] arguments) throws Exception {
    WalProvider provider =
        (WalProvider) Class.forName(arguments[0]).getConstructor().newInstance();
    Map<String, String> settings = new HashMap<>();
    for (int i = FIRST_SETTING; i < arguments.length; i++) {
      String[] setting = arguments[i].split("=", 2);
      settings.put(setting[0], setting[1]);
    }
    PrintStream out = System.out;
    say(out, READY);
    try {
      Wal wal = provider.open(
          new Context(WalFixture.NODE, Path.of(arguments[1]), new GivenSettings(settings)));
      long number = WalWork.numberIn(wal);
      say(out, OPENED + number);
      append(wal, new WalWork().to(number), Long.parseLong(arguments[2]), out);
    } catch (WalException e) {
      if (e.kind() != Kind.LOCKED) {
        throw e;
      }
      say(out, LOCKED + e.getMessage());
    }
    // Without a close: what is in the log now is what a crash leaves.
    Runtime.getRuntime().halt(0);
  }

  private static void append(Wal wal, WalWork work, long count, PrintStream out)
      throws WalException {
    for (long i = 0; i < count; i++) {
      wal.append(work.next());
      say(out, Long.toString(work.number()));
    }
  }

  private static void say(PrintStream out, String what) {
    out.println(MARK + what.replace('\n', ' '));
    out.flush();
  }
}
