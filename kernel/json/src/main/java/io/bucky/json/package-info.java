/// JSON: the one mapper, its limits, and the answers it gives to foreign text.
///
/// - Callers: every module that reads or writes JSON.
/// - May call: `io.bucky.base`, Jackson.
/// - Promises: record components `likeThis` are `like_this` on the wire; empty optionals and nulls
///   are left out; unknown members are accepted, since upstream documents carry extra ones; reading
///   foreign text returns an answer and never throws.
/// - Limits: 64 levels deep, 8 MiB a string, 100 digits a number.
@NullMarked
package io.bucky.json;

import org.jspecify.annotations.NullMarked;
