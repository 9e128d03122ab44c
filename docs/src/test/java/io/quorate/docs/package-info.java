/**
 * The sources of the documentation's listings, and the tests that hold the documentation to the
 * truth.
 */
package io.quorate.docs;
