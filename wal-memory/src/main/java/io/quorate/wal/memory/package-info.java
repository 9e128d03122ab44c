/**
 * A write-ahead log in RAM: for tests, and as the smallest complete example of a
 * {@link io.quorate.spi.Wal}.
 */
package io.quorate.wal.memory;
