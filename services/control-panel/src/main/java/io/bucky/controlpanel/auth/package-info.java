/// Login by browser, for both generations of clients: `auth.*`, `/sso_callback`, `/sso_refresh`,
/// `/sso_logout`.
///
/// - Callers: [io.bucky.controlpanel.ControlPanelService].
/// - May call: verify-hub through [io.bucky.krpc.KrpcCaller], system config.
/// - Threads: safe for any thread.
/// - Promises: a redirect leads into the zone or nowhere; cookies are HttpOnly and SameSite=Lax,
///   and Secure when the browser came by TLS; a nonce of `/sso_callback` works once within 60 s.
/// - Limits: 1,024 logins wait for their callback.
@NullMarked
package io.bucky.controlpanel.auth;

import org.jspecify.annotations.NullMarked;
