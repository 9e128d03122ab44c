/** {@code quorate demo}: a cluster, a crash and a recovery to look at. */
package io.quorate.cli.demo;
