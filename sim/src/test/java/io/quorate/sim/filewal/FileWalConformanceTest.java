package io.quorate.sim.filewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.file.DiskFullException;
import io.quorate.sim.file.FileStore;
import io.quorate.sim.file.NioFileStore;
import io.quorate.sim.file.StoreFile;
import io.quorate.sim.tck.WalConformance;
import io.quorate.sim.tck.WalFaults;
import io.quorate.spi.Backend.Suitability;
import io.quorate.spi.WalException.Kind;
import io.quorate.spi.WalProvider;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The reference log on real files. */
class FileWalConformanceTest extends WalConformance {
  /** The next sync of any file fails with this. */
  private Optional<IOException> nextSync = Optional.empty();

  @Override
  protected WalProvider provider() {
    return new FileWalProvider(directory -> new FailingStore(new NioFileStore(directory)));
  }

  @Override
  protected WalFaults faults(WalProvider provider) {
    return new WalFaults() {
      @Override
      public boolean failNextAppend(Path directory, Kind kind) {
        nextSync = Optional.of(
            kind == Kind.DISK_FULL
                ? new DiskFullException("told to be full", null)
                : new IOException("told to fail"));
        return true;
      }

      @Override
      public boolean damage(Path directory, int partition, long index) throws Exception {
        NioFileStore store = new NioFileStore(directory);
        for (String name : store.list()) {
          if (Segment.isName(name) && damage(store, name, partition, index)) {
            return true;
          }
        }
        return false;
      }

      private boolean damage(FileStore store, String name, int partition, long index)
          throws Exception {
        try (Segment segment = Segment.open(store, Segment.number(name));
            StoreFile file = store.open(name)) {
          for (long at = Segment.HEADER_BYTES; at < segment.end(); ) {
            LogRecord record = segment.read(at);
            if (record.type() == LogRecord.Type.ENTRY
                && record.partition() == partition
                && record.index() == index) {
              ByteBuffer last = ByteBuffer.allocate(1);
              file.readFully(last, at + record.bytes() - 1);
              last.put(0, (byte) ~last.get(0));
              file.writeFully(last.rewind(), at + record.bytes() - 1);
              return true;
            }
            at += record.bytes();
          }
          return false;
        }
      }

      @Override
      public boolean makeNewer(Path directory) throws Exception {
        FileStore store = new NioFileStore(directory);
        store.delete(Manifest.NAME);
        Manifest.create(store, FileWal.FORMAT + 1).close();
        return true;
      }
    };
  }

  @Test
  void aLogOnFilesMustBeNamed() {
    assertThat(new FileWalProvider().suitability()).isEqualTo(Suitability.TEST_ONLY);
    assertThat(new FileWalProvider().durability()).isEqualTo("two fsyncs per batch");
  }

  private final class FailingStore implements FileStore {
    private final FileStore inner;

    FailingStore(FileStore inner) {
      this.inner = inner;
    }

    @Override
    public List<String> list() throws IOException {
      return inner.list();
    }

    @Override
    public StoreFile create(String name) throws IOException {
      return new FailingFile(inner.create(name));
    }

    @Override
    public StoreFile open(String name) throws IOException {
      return new FailingFile(inner.open(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
      inner.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
      inner.delete(name);
    }

    @Override
    public void syncDirectory() throws IOException {
      inner.syncDirectory();
    }

    @Override
    public Optional<Closeable> tryLock(String name) throws IOException {
      return inner.tryLock(name);
    }

    @Override
    public String toString() {
      return inner.toString();
    }
  }

  private final class FailingFile implements StoreFile {
    private final StoreFile inner;

    FailingFile(StoreFile inner) {
      this.inner = inner;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return inner.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      return inner.write(source, position);
    }

    @Override
    public long size() throws IOException {
      return inner.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      inner.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      if (nextSync.isPresent()) {
        IOException failure = nextSync.get();
        nextSync = Optional.empty();
        throw failure;
      }
      inner.sync();
    }

    @Override
    public void close() throws IOException {
      inner.close();
    }
  }
}
