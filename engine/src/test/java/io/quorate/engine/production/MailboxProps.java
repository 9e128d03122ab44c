package io.quorate.engine.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * Against a plain queue: an item that was taken in must come out once, in order, even at the end.
 */
class MailboxProps {
  enum Step {
    OFFER,
    TAKE,
    AWAIT,
    CLOSE
  }

  @Property(tries = 500)
  void whatIsAcceptedIsTakenOnceAndInOrder(
      @ForAll @IntRange(min = 1, max = 6) int capacity, @ForAll("steps") List<Step> steps) {
    Mailbox<Integer> mailbox = new Mailbox<>(capacity);
    ArrayDeque<Integer> emptied = new ArrayDeque<>();
    List<Integer> waiting = new ArrayList<>();
    boolean closed = false;
    int next = 0;
    for (Step step : steps) {
      switch (step) {
        case OFFER -> {
          boolean fits = !closed && waiting.size() < capacity;
          assertThat(mailbox.offer(next)).isEqualTo(fits);
          if (fits) {
            waiting.add(next);
          }
          next++;
        }
        case CLOSE -> {
          mailbox.close();
          closed = true;
        }
        case TAKE, AWAIT -> {
          // To wait for what never comes is what await is for.
          boolean awaits = step == Step.AWAIT && (closed || !waiting.isEmpty());
          ArrayDeque<Integer> taken = awaits ? mailbox.await(emptied) : mailbox.take(emptied);
          assertThat(new ArrayList<>(taken)).isEqualTo(waiting);
          waiting.clear();
          taken.clear();
          emptied = taken;
        }
      }
      assertThat(mailbox.isClosed()).isEqualTo(closed);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.frequency(
            Tuple.of(8, Step.OFFER),
            Tuple.of(3, Step.TAKE),
            Tuple.of(3, Step.AWAIT),
            Tuple.of(1, Step.CLOSE))
        .list()
        .ofMaxSize(40);
  }
}
