/// The zone's own certificate authority, and the TLS context that new connections get.
///
/// - Callers: `io.bucky.gateway` only.
/// - May call: `io.bucky.base`, the JDK, BouncyCastle's certificate builder, Netty's TLS.
/// - Threads: [TlsContexts] is safe for any thread; making certificates happens on a thread of its
///   own, so that plain listeners never wait for it.
/// - Promises: private keys are written 0600; the authority can vouch for names of its zone only; a
///   certificate is replaced 30 days before it ends, and no connection is dropped for it.
/// - Limits: the authority lives 10 years, a leaf 397 days.
/// - Files: docs/gateway.md.
@NullMarked
package io.bucky.gateway.tls;

import org.jspecify.annotations.NullMarked;
