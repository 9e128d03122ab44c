package io.quorate.sim.world;

/**
 * Random streams by name, from one root seed. A stream's numbers depend on the root and on its own
 * name alone, so that a new consumer shifts nobody else's.
 */
public final class Streams {
  private final long root;

  /**
   * Makes the streams of a run.
   *
   * @param root the run's seed
   */
  public Streams(long root) {
    this.root = SimRandom.mix(root ^ 0x5851F42D4C957F2DL);
  }

  /**
   * A stream from its beginning.
   *
   * @param name names the consumer, such as {@code network/1/2}
   * @return a new stream each time, with the same numbers for the same name
   */
  public SimRandom stream(String name) {
    Digest digest = new Digest(root);
    for (int i = 0; i < name.length(); i++) {
      digest.add(name.charAt(i));
    }
    return new SimRandom(digest.value());
  }
}
