package io.quorate.sim.file;

/**
 * Of a simulated disk. Small pages make small logs span many, and a short run meet more.
 *
 * @param pageBytes what the cache keeps, and a sync writes, as one
 * @param sectorBytes what the disk writes as one; divides a page
 */
public record Geometry(int pageBytes, int sectorBytes) {

  /** Of common disks. */
  public static final Geometry COMMON = new Geometry(4096, 512);

  /**
   * Checks the ranges.
   *
   * @param pageBytes see the component
   * @param sectorBytes see the component
   */
  public Geometry {
    if (sectorBytes < 1 || pageBytes < sectorBytes || pageBytes % sectorBytes != 0) {
      throw new IllegalArgumentException("a page of " + pageBytes
          + " bytes is no multiple of a sector of " + sectorBytes + " bytes");
    }
  }
}
