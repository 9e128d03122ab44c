/** The backends in all combinations: the program of README, the demo and the crash test on each. */
package io.quorate.cli.matrix;
