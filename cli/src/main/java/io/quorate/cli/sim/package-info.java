/** {@code quorate sim}: the deterministic simulator for the command line. */
package io.quorate.cli.sim;
