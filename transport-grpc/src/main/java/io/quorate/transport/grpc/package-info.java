/**
 * The transport over grpc-java. {@link io.quorate.transport.grpc.GrpcTransportProvider} is what
 * {@link java.util.ServiceLoader} finds; {@link io.quorate.transport.grpc.GrpcTransport} can also
 * be constructed directly.
 */
package io.quorate.transport.grpc;
