/**
 * The service provider interfaces. A backend is a <em>provider</em> that
 * {@link java.util.ServiceLoader} finds (cheap, stateless, with a public constructor that takes
 * nothing and does nothing) and the <em>thing itself</em>, which the provider opens.
 *
 * <p>Each sentence of a contract that an implementation must keep carries an id, such as WAL-D1.
 * The conformance kits in the {@code sim} module report by these ids.
 */
package io.quorate.spi;
