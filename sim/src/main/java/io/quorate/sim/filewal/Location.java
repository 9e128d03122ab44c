package io.quorate.sim.filewal;

/**
 * Where a record is.
 *
 * @param segment its segment's number
 * @param position of its first byte in the segment's file
 * @param length of the whole record
 */
record Location(long segment, long position, int length) {

  @Override
  public String toString() {
    return Segment.name(segment) + " at " + position;
  }
}
