package io.quorate.engine.auth;

import io.quorate.engine.codec.FrameSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret, and the keys that are derived from it: HMAC-SHA256 throughout (RFC 2104), each key from
 * the secret and a text that says what it is for (as RFC 5869 does), codes cut to 128 bits.
 * Immutable.
 */
public final class Secret {
  private static final String ALGORITHM = "HmacSHA256";

  private final Key root;
  private final int id;
  private final Key open;

  /**
   * Takes a secret from its text.
   *
   * @param text as it was configured
   */
  public Secret(String text) {
    this.root = new Key(new Key(text.getBytes(StandardCharsets.UTF_8)).whole("quorate frames 1"));
    this.id = ByteBuffer.wrap(root.whole("id")).getInt();
    this.open = new Key(root.whole("open"));
  }

  /**
   * By which others know which secret it is, without learning it.
   *
   * @return equal for equal secrets
   */
  public int id() {
    return id;
  }

  /** The key for what is said outside of sessions. */
  Key open() {
    return open;
  }

  /** The key for what one process says to another. */
  Key session(int from, long fromBoot, int to, long toBoot) {
    ByteBuffer what = ByteBuffer.allocate(7 + 2 * (Integer.BYTES + Long.BYTES))
        .put("session".getBytes(StandardCharsets.US_ASCII))
        .putInt(from)
        .putLong(fromBoot)
        .putInt(to)
        .putLong(toBoot);
    return new Key(root.whole(what.array()));
  }

  /** Says nothing of the secret. */
  @Override
  public String toString() {
    return String.format("secret %08x", id);
  }

  /** A key, ready to be used by any thread. */
  static final class Key {
    private final Mac prototype;

    Key(byte[] key) {
      try {
        prototype = Mac.getInstance(ALGORITHM);
        prototype.init(new SecretKeySpec(key, ALGORITHM));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
      }
    }

    private byte[] whole(String text) {
      return whole(text.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] whole(byte[] bytes) {
      return mac().doFinal(bytes);
    }

    /** The code of some bytes. */
    byte[] code(ByteBuffer bytes) {
      Mac mac = mac();
      mac.update(bytes);
      return Arrays.copyOf(mac.doFinal(), FrameSeal.CODE_LENGTH);
    }

    private Mac mac() {
      try {
        return (Mac) prototype.clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("this platform's " + ALGORITHM + " cannot be copied", e);
      }
    }
  }
}
