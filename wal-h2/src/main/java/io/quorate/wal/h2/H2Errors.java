package io.quorate.wal.h2;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** Turns the errors of H2 and of files into ours. */
final class H2Errors {
  /** The JDK tells a full disk by the operating system's words alone. */
  private static final List<String> FULL =
      List.of("no space left", "disk quota exceeded", "not enough space");

  private H2Errors() {}

  /**
   * The error with its kind.
   *
   * @param what what failed and on what, as the beginning of a sentence
   */
  static WalException wrap(String what, Exception e) {
    Throwable cause = decisive(e);
    return new WalException(kind(cause), what + ": " + text(cause), e);
  }

  /** A write failed: that is DISK_FULL or FAILED, whatever else was met. */
  static WalException writeFailed(String directory, Throwable e) {
    Throwable cause = decisive(e);
    Kind kind = kind(cause) == Kind.DISK_FULL ? Kind.DISK_FULL : Kind.FAILED;
    return new WalException(kind, "cannot write to " + directory + ": " + text(cause), e);
  }

  private static String text(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static Kind kind(Throwable e) {
    if (e instanceof BlockException block) {
      return block.kind();
    }
    if (e instanceof MVStoreException store) {
      return switch (store.getErrorCode()) {
        case DataUtils.ERROR_FILE_CORRUPT,
            DataUtils.ERROR_CHUNK_NOT_FOUND,
            DataUtils.ERROR_BLOCK_NOT_FOUND,
            DataUtils.ERROR_UNSUPPORTED_FORMAT -> Kind.CORRUPT;
        default -> Kind.FAILED;
      };
    }
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return e instanceof IOException && FULL.stream().anyMatch(message::contains)
        ? Kind.DISK_FULL
        : Kind.FAILED;
  }

  /** What H2 wraps: one of our own, or its innermost. */
  private static Throwable decisive(Throwable e) {
    Throwable decisive = e;
    for (Throwable next = e; next != null; next = next.getCause()) {
      if (next instanceof BlockException || next instanceof IOException) {
        return next;
      }
      if (next instanceof MVStoreException) {
        decisive = next;
      }
    }
    return decisive;
  }
}
