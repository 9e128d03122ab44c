/** Benchmarks of whole clusters. */
package io.quorate.bench;
