package io.quorate.sim.file;

/**
 * What can happen to stored bytes at rest. Where, follows from the content and a number, and it
 * stays: whoever reads again sees the same, until the place is written anew.
 */
public enum Damage {
  /** One bit is the other. */
  BIT_FLIP,
  /** A sector cannot be read. */
  LATENT_SECTOR_ERROR,
  /** A page is what it was before it was last synced, or blank if it was synced once. */
  STALE_PAGE,
  /** A whole file is gone. */
  FILE_MISSING
}
