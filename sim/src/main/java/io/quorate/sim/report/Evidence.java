package io.quorate.sim.report;

import io.quorate.sim.world.Detail.BatchContents;
import io.quorate.sim.world.Detail.MemberState;
import io.quorate.sim.world.Detail.Said;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Trace.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The few events that cannot all be right: for each invariant, what was promised, what was done,
 * and what was on disk meanwhile.
 */
final class Evidence {
  private static final int MAX = 4;
  private static final Pattern INDEX =
      Pattern.compile("(?:up to|entry at|entry|index|after|applied) (\\d+)");
  private static final Pattern TERM = Pattern.compile("\\bterm (\\d+)");

  private final TraceModel model;
  private final int node;
  private final int partition;
  private final String story;
  private final List<Item> found = new ArrayList<>();

  /**
   * One event of the contradiction.
   *
   * @param position where in the trace
   * @param why what it has to do with it
   */
  record Item(int position, String why) {}

  private Evidence(TraceModel model) {
    this.model = model;
    this.node = model.node();
    this.partition = model.partition();
    this.story = model.violation().map(v -> v.story()).orElse("");
  }

  /** In the order of the events, at most four, and the violation itself. */
  static List<Item> of(TraceModel model) {
    if (model.violation().isEmpty() || !model.isFull()) {
      return List.of();
    }
    Evidence evidence = new Evidence(model);
    evidence.find(model.violation().get().invariant());
    Item last = new Item(model.end(), "is what must never be");
    List<Item> items = new ArrayList<>();
    for (Item item : evidence.found) {
      if (item.position() >= 0
          && item.position() != last.position()
          && items.size() < MAX
          && items.stream().noneMatch(i -> i.position() == item.position())) {
        items.add(item);
      }
    }
    items.add(last);
    items.sort(Comparator.comparingInt(Item::position));
    return items;
  }

  private void find(String invariant) {
    long index = number(INDEX);
    long term = number(TERM);
    switch (invariant) {
      case "I1" -> {
        leaders(term);
        if (story.contains("no quorum")) {
          votes(term);
        }
      }
      case "I4" -> {
        commits(index);
        losses(index);
        leaders(term);
      }
      case "I6", "I2", "I3", "I5", "I17", "I18" -> {
        commits(index);
        losses(index);
        entries(index);
      }
      case "I9" -> {
        leads(term);
        appended(index);
        last(Event.STATE, "counts the entry as committed");
      }
      case "I10" -> {
        last(Event.STATE, "counts the entry as committed");
        for (int each = 1; each <= model.nodes(); each++) {
          disk(each, index, "is the last that n" + each + "'s disk was given of it");
        }
      }
      case "I11", "I8" -> {
        disk(node, index, "holds the entries");
        lies();
        said("Append", "says it is safe");
      }
      case "I12" -> {
        voted(term);
        hardState(term);
        if (!story.contains(" counts ")) {
          spoken(term);
        }
      }
      case "I13" -> {
        last(Event.STATE, "votes");
        said("Vote", "asks or answers");
      }
      case "I14" -> {
        losses(0);
        last(Event.STATE, "was in the later term");
      }
      default -> {
        for (int each = 1; each <= model.nodes() && model.isLiveness(); each++) {
          int member = each;
          add(
              findLast(e -> e.node() == member && here(e) && e.event() == Event.STATE),
              "is the last change of n" + member);
        }
        last(Event.STATE, "is the node's last change");
      }
    }
  }

  private long number(Pattern pattern) {
    Matcher matcher = pattern.matcher(story);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private boolean here(Entry entry) {
    return entry.partition() == partition;
  }

  private interface Test {
    boolean test(Entry entry);
  }

  private int findLast(Test test) {
    for (int i = model.end() - 1; i >= 0; i--) {
      if (test.test(model.entry(i))) {
        return i;
      }
    }
    return -1;
  }

  private int findFirst(Test test) {
    for (int i = 0; i < model.end(); i++) {
      if (test.test(model.entry(i))) {
        return i;
      }
    }
    return -1;
  }

  private void add(int position, String why) {
    found.add(new Item(position, why));
  }

  private void last(Event event, String why) {
    add(findLast(e -> e.event() == event && e.node() == node && here(e)), why);
  }

  private static boolean leads(Entry e, long term) {
    return e.detail() instanceof MemberState state
        && state.role().equals("LEADER")
        && state.term() == term;
  }

  private void leads(long term) {
    add(findFirst(e -> e.node() == node && here(e) && leads(e, term)), "is when it began to lead");
  }

  private void leaders(long term) {
    for (int each = 1; each <= model.nodes(); each++) {
      int candidate = each;
      add(
          findFirst(e -> e.node() == candidate && here(e) && leads(e, term)),
          "is n" + each + " leading term " + term);
    }
  }

  private void votes(long term) {
    for (int each = 1; each <= model.nodes(); each++) {
      int voter = each;
      add(
          findFirst(e -> e.node() == voter
              && here(e)
              && e.event() == Event.STATE
              && e.detail() instanceof MemberState s
              && s.term() == term
              && s.vote() != 0),
          "is n" + each + "'s vote");
    }
  }

  /** Who committed an index first. */
  private void commits(long index) {
    add(
        findFirst(e -> here(e)
            && e.event() == Event.STATE
            && e.detail() instanceof MemberState s
            && s.commit() >= index
            && index > 0),
        "is when " + index + " was committed first");
  }

  /** When this node lost something: by cutting, or from its disk. */
  private void losses(long index) {
    add(
        findLast(e -> e.node() == node && here(e) && e.event() == Event.TRUNCATE && e.a() <= index),
        "is when it lost the entry");
    add(findLast(e -> e.node() == node && e.event() == Event.FORGOTTEN), "is what its disk forgot");
  }

  private void entries(long index) {
    for (int each = 1; each <= model.nodes(); each++) {
      int holder = each;
      add(
          findLast(e -> e.node() == holder
              && here(e)
              && (e.event() == Event.APPLY || e.event() == Event.APPEND)
              && e.a() == index),
          "is what n" + each + " has there");
    }
  }

  private void appended(long index) {
    add(
        findLast(e -> e.node() == node && here(e) && e.event() == Event.APPEND && e.a() == index),
        "is the entry, of an earlier term");
  }

  /** The last batch of a disk that has an entry. */
  private void disk(int at, long index, String why) {
    int batch = findLast(e -> e.node() == at
        && e.detail() instanceof BatchContents contents
        && contents.parts().stream()
            .anyMatch(p -> p.partition() == partition
                && !p.terms().isEmpty()
                && p.firstIndex() <= index
                && index <= p.lastIndex()));
    if (batch >= 0) {
      add(batch, why + fate(batch));
      add(findLast(e -> e.node() == at && e.event() == Event.FORGOTTEN), "is what it forgot");
    }
  }

  private void hardState(long term) {
    int batch = findLast(e -> e.node() == node
        && e.detail() instanceof BatchContents contents
        && contents.parts().stream().anyMatch(p -> p.partition() == partition && p.term() == term));
    if (batch >= 0) {
      add(batch, "is its way to the disk" + fate(batch));
    }
  }

  private void voted(long term) {
    add(
        findFirst(e -> e.node() == node
            && here(e)
            && e.detail() instanceof MemberState s
            && s.term() == term
            && (s.vote() != 0 || !story.contains("vote"))),
        "is when it decided so, in memory");
  }

  /** What became of a batch by the end. */
  private String fate(int batch) {
    Entry written = model.entry(batch);
    boolean lied = false;
    for (int i = batch + 1; i < model.end(); i++) {
      Entry e = model.entry(i);
      if (e.node() != written.node()) {
        continue;
      }
      lied |= e.event() == Event.LIED;
      if (e.event() == Event.DURABLE && e.a() >= written.a()) {
        return lied ? "; the disk lied about its sync" : "; durable at " + seconds(e);
      }
      if (e.event() == Event.SYNC_FAILED) {
        return "; its sync failed";
      }
      if (e.event() == Event.FORGOTTEN && e.a() <= written.a()) {
        return "; lost at " + seconds(e);
      }
    }
    return "; not durable by then";
  }

  private static String seconds(Entry e) {
    return EventWords.time(e.time()) + "s";
  }

  private void lies() {
    add(findLast(e -> e.node() == node && e.event() == Event.LIED), "is a sync that was none");
  }

  /** What was said in a term by an event of the violation's own moment. */
  private void spoken(long term) {
    add(
        findLast(e -> e.node() == node
            && here(e)
            && e.time() == model.endTime()
            && e.detail() instanceof Said said
            && e.event() == Event.SEND
            && said.term() == term),
        "is said before the disk holds it");
  }

  private void said(String type, String why) {
    add(
        findLast(e -> e.node() == node
            && here(e)
            && e.event() == Event.SEND
            && e.detail() instanceof Said said
            && said.type().startsWith(type)),
        why);
  }
}
