package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.check.Consistency;
import io.quorate.sim.check.History;
import io.quorate.sim.check.KeyValue;
import io.quorate.sim.check.Linearizability;
import io.quorate.sim.check.Model;
import io.quorate.sim.check.Operation;
import io.quorate.sim.check.Register;
import io.quorate.sim.check.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The listings and the outputs of docs/explanation/linearizability.md. */
class LinearizabilityPageTest {
  /** A store that somebody may want to check. */
  private static final class Store {
    private final ConcurrentHashMap<String, String> values = new ConcurrentHashMap<>();
    private boolean reachable = true;

    void put(String key, String value) throws TimeoutException {
      values.put(key, value);
      if (!reachable) {
        throw new TimeoutException("no answer");
      }
    }

    Optional<String> get(String key) {
      return Optional.ofNullable(values.get(key));
    }
  }

  // #region lock
  /** A lock: the state is the client that holds it; the output, whether it was got or given up. */
  static final class Lock implements Model<Optional<String>, Lock.Request, Boolean> {
    record Request(String client, boolean acquire) {}

    @Override
    public Optional<String> initial() {
      return Optional.empty();
    }

    @Override
    public Optional<Optional<String>> step(Optional<String> holder, Request request, Boolean done) {
      boolean can =
          request.acquire() ? holder.isEmpty() : holder.equals(Optional.of(request.client()));
      return done == can ? stepUnknown(holder, request) : Optional.empty();
    }

    @Override
    public Optional<Optional<String>> stepUnknown(Optional<String> holder, Request request) {
      if (request.acquire()) {
        return Optional.of(holder.or(() -> Optional.of(request.client())));
      }
      return Optional.of(holder.filter(client -> !client.equals(request.client())));
    }

    @Override
    public boolean isRead(Request request, Boolean done) {
      return !done;
    }
  }
  // #endregion

  private static String page() {
    return Documents.read(Documents.ROOT.resolve("docs/explanation/linearizability.md"));
  }

  private static void record(
      History.Recorder<KeyValue.Input, Register.Output> recorder, Store store, int client) {
    // #region record
    KeyValue.Input write = new KeyValue.Input("x", new Register.Write("5"));
    int put = recorder.invoke(client, System.nanoTime(), write, Consistency.LINEARIZABLE);
    try {
      store.put("x", "5");
      recorder.ok(put, System.nanoTime(), new Register.Done());
    } catch (TimeoutException e) {
      // It may still happen: leave the outcome unknown.
    }

    KeyValue.Input read = new KeyValue.Input("x", new Register.Read());
    int get = recorder.invoke(client, System.nanoTime(), read, Consistency.LINEARIZABLE);
    recorder.ok(get, System.nanoTime(), new Register.Value(store.get("x")));
    // #endregion
  }

  @Test
  void aRecordedHistoryIsChecked() {
    Store store = new Store();
    History.Recorder<KeyValue.Input, Register.Output> recorder = new History.Recorder<>();
    record(recorder, store, 1);
    store.reachable = false;
    record(recorder, store, 2);
    // #region check
    History<KeyValue.Input, Register.Output> history = recorder.history();
    Verdict verdict = Linearizability.check(KeyValue.MODEL, history);
    assertThat(verdict).as(history.text(KeyValue.MODEL)).isInstanceOf(Verdict.Ok.class);
    // #endregion
    assertThat(history.operations()).hasSize(4);
  }

  @Test
  void thePageShowsAHistoryAndWhatIsSaidOfIt() {
    String page = page();
    int from = page.indexOf("quorate-history 1\n");
    History<KeyValue.Input, Register.Output> history =
        History.parse(page.substring(from, page.indexOf("```", from)), KeyValue.MODEL);
    assertThat(page)
        .contains("```text\n" + Linearizability.check(KeyValue.MODEL, history) + "\n```");
  }

  @Test
  void twoHoldersOfALockAreFound() {
    Operation<Lock.Request, Boolean> first =
        Operation.ok(1, 0, 10, new Lock.Request("a", true), true);
    Operation<Lock.Request, Boolean> second =
        Operation.ok(2, 20, 30, new Lock.Request("b", true), true);
    Operation<Lock.Request, Boolean> release =
        Operation.unknown(1, 15, new Lock.Request("a", false));
    assertThat(Linearizability.check(new Lock(), new History<>(List.of(first, second))))
        .isInstanceOf(Verdict.Violation.class);
    assertThat(Linearizability.check(new Lock(), new History<>(List.of(first, release, second))))
        .isInstanceOf(Verdict.Ok.class);
  }
}
