package io.quorate.transport.common;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of pins, and the last good list that was in it. A pin names a public key, in the form of
 * RFC 7469, section 2.4: {@code sha256/} and the base64 of the SHA-256 of the DER encoding of the
 * key's SubjectPublicKeyInfo. So it stays the same when a certificate is renewed for the same key.
 *
 * <p>One pin to a line; what follows a {@code #} is a comment, and lines may be blank. A list
 * without a pin is refused: it would lock out everybody, and is what one sees of a file that is
 * just being written. A list that is cut between two lines looks whole, and locks out whom it does
 * not name yet: put a new list in place by renaming it.
 *
 * <p>Any thread.
 */
public final class PinFile {
  /** Enough for some ten thousand pins. */
  private static final int MOST_BYTES = 1 << 20;

  private static final int MOST_LINES_TOLD = 3;
  private static final String FORM = "sha256/ and 44 characters of base64";
  private static final Pattern PIN = Pattern.compile("sha256/([A-Za-z0-9+/]{43}=)");

  private final Path path;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Set<String> pins;

  // Guarded by the lock.
  private Stamp stamp;
  private byte[] content;

  /** Why the file holds no good list at present; empty if it does. */
  private String failure = "";

  /** What a change of a file shows by, most of the time. */
  private record Stamp(FileTime modified, long size, Optional<Object> key) {
    static Optional<Stamp> of(Path path) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return Optional.of(new Stamp(
            attributes.lastModifiedTime(),
            attributes.size(),
            Optional.ofNullable(attributes.fileKey())));
      } catch (IOException e) {
        // Reading it will say why.
        return Optional.empty();
      }
    }
  }

  /** What a look has found. */
  enum Finding {
    /** Another list holds from now on. */
    CHANGED,
    /** There is no good list any more, or another mistake; the last good one goes on to hold. */
    BAD,
    /** What was bad is good again, and the list the same as before. */
    MENDED
  }

  /**
   * What is new.
   *
   * @param finding what has happened
   * @param text says so in a sentence
   */
  record News(Finding finding, String text) {}

  private PinFile(Path path, byte[] content) throws IOException {
    this.path = path;
    this.content = content;
    this.pins = parse(content);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it holds no list of pins; the message says what is wrong
   */
  static PinFile read(Path path) throws IOException {
    // The first look after this one reads it again, for it has no stamp to compare with.
    return new PinFile(path, content(path));
  }

  /**
   * The pin of a certificate's key.
   *
   * @param certificate any
   * @return in the form of the file
   */
  public static String pin(X509Certificate certificate) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
      return "sha256/" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  Path path() {
    return path;
  }

  /** The last good list. */
  Set<String> pins() {
    return pins;
  }

  /**
   * Looks whether the file has changed, and reads it if so. Does not wait for another thread that
   * looks.
   *
   * @param closely whether to read it even if its time and size are those of before: two changes
   *     may be too close together for the clock of the file system
   * @return what is new; told once
   */
  Optional<News> look(boolean closely) {
    if (!looking.tryLock()) {
      return Optional.empty();
    }
    try {
      Optional<Stamp> now = Stamp.of(path);
      if (!closely && now.isPresent() && now.get().equals(stamp)) {
        return Optional.empty();
      }
      byte[] found = content(path);
      stamp = now.orElse(null);
      if (failure.isEmpty() && Arrays.equals(found, content)) {
        return Optional.empty();
      }
      content = found;
      return take(parse(found));
    } catch (IOException e) {
      if (failure.equals(e.getMessage())) {
        return Optional.empty();
      }
      failure = String.valueOf(e.getMessage());
      return Optional.of(new News(
          Finding.BAD, failure + "; the last good list, of " + pins.size() + ", holds on"));
    } finally {
      looking.unlock();
    }
  }

  private Optional<News> take(Set<String> found) {
    Set<String> before = pins;
    boolean mended = !failure.isEmpty();
    failure = "";
    pins = found;
    if (!found.equals(before)) {
      return Optional.of(new News(
          Finding.CHANGED,
          "'" + path + "' has changed: it lists " + found.size() + " now, "
              + countWithout(found, before) + " of them new, and "
              + countWithout(before, found) + " no more"));
    }
    return mended
        ? Optional.of(new News(Finding.MENDED, "'" + path + "' is good again, and lists the same"))
        : Optional.empty();
  }

  private static long countWithout(Set<String> these, Set<String> those) {
    return these.stream().filter(pin -> !those.contains(pin)).count();
  }

  private static byte[] content(Path path) throws IOException {
    PemFiles.requireReadable(path);
    byte[] content;
    try (InputStream in = Files.newInputStream(path)) {
      content = in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw new IOException("'" + path + "' cannot be read (" + e + ")", e);
    }
    if (content.length > MOST_BYTES) {
      throw new IOException(
          "'" + path + "' is larger than " + MOST_BYTES + " bytes; is that the list of pins?");
    }
    return content;
  }

  private Set<String> parse(byte[] bytes) throws IOException {
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    Set<String> found = new LinkedHashSet<>();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int comment = line.indexOf('#');
      String text = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (isPin(text)) {
        found.add(text);
      } else if (!text.isEmpty()) {
        wrong.add("line " + (i + 1) + ", '" + OneLine.of(text) + "'");
      }
    }
    if (!wrong.isEmpty()) {
      int more = wrong.size() - MOST_LINES_TOLD;
      throw new IOException("'" + path + "' holds what is no pin: "
          + String.join("; ", wrong.subList(0, Math.min(wrong.size(), MOST_LINES_TOLD)))
          + (more > 0 ? "; and " + more + " more lines" : "")
          + "; a pin is " + FORM);
    }
    if (found.isEmpty()) {
      throw new IOException("'" + path
          + "' lists no pin, and would keep everybody out; name at least one, as " + FORM);
    }
    return Set.copyOf(found);
  }

  /** Whether it is a pin as {@link #pin} writes it. */
  private static boolean isPin(String text) {
    Matcher pin = PIN.matcher(text);
    if (!pin.matches()) {
      return false;
    }
    // Of the last character only some bits count; others than zeros would never match.
    String base64 = pin.group(1);
    byte[] digest = Base64.getDecoder().decode(base64);
    return Base64.getEncoder().encodeToString(digest).equals(base64);
  }
}
