package io.quorate.sim;

import io.quorate.FrozenState;
import io.quorate.LogEntry;
import io.quorate.Proposal;
import io.quorate.SnapshotStateMachine;
import io.quorate.engine.environment.Environment.RandomSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The simulator's own application: in each partition a few registers, which are read, written, and
 * compared and set. Every command goes through the log, and every response depends on all commands
 * before it that concern the same register; reads come past the log too.
 */
public final class Registers implements SnapshotStateMachine {
  /** How many registers a partition has. */
  public static final int KEYS = 4;

  private static final int HEADER_BYTES = 2 + 2 * Long.BYTES;
  private static final long VALUES = 5;

  private final long[] values;

  /** What is asked of a register. */
  public enum Kind {
    /** Returns the value. */
    READ,
    /** Sets the value. Returns the value before. */
    WRITE,
    /** Sets the value if it is as expected. Returns the value before. */
    COMPARE_AND_SET
  }

  /**
   * A command.
   *
   * @param kind what is asked
   * @param key the register, from 0
   * @param value the new value
   * @param expected the value that the register must have
   */
  public record Command(Kind kind, int key, long value, long expected) {
    private static final Kind[] KINDS = Kind.values();

    byte[] encode(int padding) {
      return ByteBuffer.allocate(HEADER_BYTES + padding)
          .put((byte) kind.ordinal())
          .put((byte) key)
          .putLong(value)
          .putLong(expected)
          .array();
    }

    static Command decode(byte[] data) {
      ByteBuffer buffer = ByteBuffer.wrap(data);
      return new Command(KINDS[buffer.get()], buffer.get(), buffer.getLong(), buffer.getLong());
    }

    /** The value after this command. */
    long after(long before) {
      return switch (kind) {
        case READ -> before;
        case WRITE -> value;
        case COMPARE_AND_SET -> before == expected ? value : before;
      };
    }
  }

  /**
   * The registers of all partitions of a node, all zero.
   *
   * @param partitions how many application partitions there are at most
   */
  public Registers(int partitions) {
    this.values = new long[(partitions + 1) * KEYS];
  }

  @Override
  public Object apply(int partition, LogEntry entry) {
    Command command = Command.decode(entry.data());
    int at = partition * KEYS + command.key();
    long before = values[at];
    values[at] = command.after(before);
    return before;
  }

  @Override
  public FrozenState freeze(int partition) {
    ByteBuffer state = ByteBuffer.allocate(KEYS * Long.BYTES);
    for (int key = 0; key < KEYS; key++) {
      state.putLong(value(partition, key));
    }
    return out -> out.write(state.array());
  }

  @Override
  public void restore(int partition, long index, InputStream in) throws IOException {
    ByteBuffer state = ByteBuffer.wrap(in.readNBytes(KEYS * Long.BYTES));
    for (int key = 0; key < KEYS; key++) {
      values[partition * KEYS + key] = state.getLong();
    }
  }

  private long value(int partition, int key) {
    return values[partition * KEYS + key];
  }

  /**
   * Commands for registers, and what registers are. Values are few, so that a compare-and-set has a
   * fair chance.
   *
   * @param payloadMax the longest padding, which makes entries differ in size
   * @return the workload
   */
  static Workload workload(int payloadMax) {
    return new Workload() {
      @Override
      public Proposal next(int partition, RandomSource random) {
        int padding = (int) random.nextLong(Math.max(1, payloadMax));
        return new Proposal("register", draw(random).encode(padding));
      }

      @Override
      public Optional<Query> query(int partition, RandomSource random) {
        Command command = new Command(Kind.READ, (int) random.nextLong(KEYS), 0, 0);
        return Optional.of(new Query(
            new Proposal("register", command.encode(0)),
            machine -> ((Registers) machine).value(partition, command.key())));
      }

      @Override
      public Optional<RegisterModel> model() {
        return Optional.of(RegisterModel.INSTANCE);
      }
    };
  }

  private static Command draw(RandomSource random) {
    Kind kind = Command.KINDS[(int) random.nextLong(Command.KINDS.length)];
    int key = (int) random.nextLong(KEYS);
    long value = 1 + random.nextLong(VALUES);
    return new Command(kind, key, value, random.nextLong(1 + VALUES));
  }
}
