/** A durable write-ahead log on H2's MVStore. */
package io.quorate.wal.h2;
