/// Who is who: DIDs, Ed25519 keys, signed identity documents and session tokens.
///
/// - Callers: every module above.
/// - May call: `io.bucky.base`, `io.bucky.json`, BouncyCastle's lightweight Ed25519.
/// - Threads: values are immutable; [TrustKeys] is safe for any thread.
/// - Promises: a document or token that is returned as verified was signed by the named key with
///   EdDSA and has not expired; private keys print as nothing.
/// - Limits: a token or document JWT of 64 KiB; 4,096 verified tokens remembered.
/// - Format: docs/formats/identity.md.
@NullMarked
package io.bucky.identity;

import org.jspecify.annotations.NullMarked;
