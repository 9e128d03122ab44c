/**
 * What takes minutes and several processes: a node that was away for millions of entries, and
 * floods with something that is slow. Each writes its samples as CSV and its graphs as SVG.
 */
package io.quorate.bench.soak;
