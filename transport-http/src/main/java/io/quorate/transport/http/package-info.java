/**
 * The transport over HTTP, and a node's status over HTTP.
 * {@link io.quorate.transport.http.HttpTransportProvider} is what {@link java.util.ServiceLoader}
 * finds; {@link io.quorate.transport.http.HttpTransport} can also be constructed directly.
 * {@link io.quorate.transport.http.StatusServer} works beside any transport.
 */
package io.quorate.transport.http;
