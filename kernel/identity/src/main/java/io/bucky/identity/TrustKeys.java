package io.bucky.identity;

import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.identity.TrustedKey.Holder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Verifies session tokens with the keys that this program trusts.
///
/// The key is named by `iss`, else by the header's `kid`, else it is `$default`. Any thread; the
/// keys are replaced as one.
public final class TrustKeys implements TokenVerifier {
  public static final String VERIFY_HUB = "verify-hub";
  public static final String ROOT = "root";
  public static final String DEFAULT = "$default";

  /// Marks a device that speaks for itself only, in the flat form.
  public static final String SELF = "#self";

  public static final Duration LEEWAY = Duration.ofSeconds(60);

  static final int REMEMBERED_MAX = 4_096;
  private static final Pattern NUMBER = Pattern.compile("#\\d{1,4}$");

  private final Time time;
  private volatile Known known = new Known(Map.of());

  public TrustKeys(Time time) {
    this.time = time;
  }

  /// The flat form, as `trust_key` of the gateway carries it; who holds a key follows from its
  /// name: `verify-hub`, the owner (`root`, `$default`, a DID), any other device with `#self`
  /// behind its name, else a device that holds system config. A further key of an issuer has a
  /// number behind its name: `verify-hub#1`.
  public void replace(Map<String, PublicKey> keys) {
    var all = new TreeMap<String, List<TrustedKey>>();
    new TreeMap<>(keys)
        .forEach((marked, key) -> {
          boolean self = marked.endsWith(SELF);
          String name =
              self
                  ? marked.substring(0, marked.length() - SELF.length())
                  : NUMBER.matcher(marked).replaceFirst("");
          all.computeIfAbsent(name, _ -> new ArrayList<>())
              .add(TrustedKey.of(key, self ? Holder.NODE : holderNamed(name)));
        });
    replaceAll(all);
  }

  /// Several keys per issuer: during a rotation the previous one is still good.
  public void replaceAll(Map<String, List<TrustedKey>> keys) {
    var copy = new HashMap<String, List<TrustedKey>>();
    keys.forEach((name, list) -> copy.put(name, List.copyOf(list)));
    known = new Known(Map.copyOf(copy));
  }

  private static Holder holderNamed(String name) {
    if (name.equals(VERIFY_HUB)) {
      return Holder.VERIFY_HUB;
    }
    boolean owner = name.equals(ROOT) || name.equals(DEFAULT) || name.startsWith("did:");
    return owner ? Holder.OWNER : Holder.OOD;
  }

  @Override
  public Verdict verify(String jwt) {
    Known now = known;
    Optional<Remembered> hit = now.find(jwt);
    if (hit.isEmpty()) {
      return switch (Jwt.decode(jwt)) {
        case Parsed.Malformed<Jwt>(var why) -> new Verdict.Invalid(why);
        case Parsed.Ok<Jwt>(var token) -> first(now, token);
      };
    }
    return timely(hit.get());
  }

  @Override
  public boolean mayRenew(String jwt, String appId) {
    Instant now = time.now();
    return Jwt.decode(jwt)
        .toOptional()
        .filter(Jwt::isEdDsa)
        .filter(token -> token.issuer().filter(VERIFY_HUB::equals).isPresent())
        .filter(token -> token.audience().filter(VERIFY_HUB::equals).isPresent())
        .filter(token -> token.appId().filter(appId::equals).isPresent())
        .filter(token -> token.expiresAt().filter(now::isBefore).isPresent())
        .filter(token ->
            known.keys.getOrDefault(VERIFY_HUB, List.of()).stream()
                .filter(key -> !now.isAfter(key.until()))
                .anyMatch(key -> token.verifySignature(key.key())))
        .isPresent();
  }

  private Verdict first(Known now, Jwt jwt) {
    if (!jwt.isEdDsa()) {
      return new Verdict.Invalid("algorithm is not EdDSA");
    }
    String issuer = jwt.issuer().or(jwt::keyId).orElse(DEFAULT);
    Optional<TrustedKey> key =
        now.keys.getOrDefault(issuer, List.of()).stream()
            .filter(candidate -> jwt.verifySignature(candidate.key()))
            .findFirst();
    if (key.isEmpty()) {
      return new Verdict.Invalid(
          now.keys.containsKey(issuer) ? "wrong signature" : "unknown issuer " + shown(issuer));
    }
    return switch (read(jwt, issuer, key.get())) {
      case Parsed.Malformed<Remembered>(var why) -> new Verdict.Invalid(why);
      case Parsed.Ok<Remembered>(var remembered) -> {
        Verdict verdict = timely(remembered);
        if (verdict instanceof Verdict.Valid) {
          now.remember(jwt.compact(), remembered);
        }
        yield verdict;
      }
    };
  }

  private Verdict timely(Remembered token) {
    Instant now = time.now();
    if (now.isAfter(token.token.expiresAt().plus(LEEWAY))) {
      return new Verdict.Expired("session token");
    }
    if (now.isAfter(token.trustedUntil)) {
      return new Verdict.Invalid("the key that signed it was replaced");
    }
    if (now.isBefore(token.notBefore.minus(LEEWAY))) {
      return new Verdict.Invalid("not valid yet");
    }
    return new Verdict.Valid(token.token);
  }

  private static Parsed<Remembered> read(Jwt jwt, String issuer, TrustedKey key) {
    if (jwt.expiresAt().isEmpty()) {
      return Parsed.malformed("Missing exp");
    }
    if (jwt.subject().isEmpty()) {
      return Parsed.malformed("Missing userid");
    }
    if (jwt.appId().isEmpty()) {
      return Parsed.malformed("Missing appid");
    }
    if (jwt.audience().filter(VERIFY_HUB::equals).isPresent()) {
      return Parsed.malformed("refresh token cannot be used as session token");
    }
    String subject = jwt.subject().get();
    Holder holder = key.holder();
    if (!holder.mayNameOthers() && !subject.equals(issuer)) {
      return Parsed.malformed(shown(issuer) + " speaks for itself only");
    }
    var token =
        new SessionToken(
            subject,
            jwt.appId().get(),
            issuer,
            jwt.audience(),
            jwt.expiresAt().get(),
            jwt.id(),
            jwt.session(),
            holder == Holder.VERIFY_HUB && jwt.claim("sudo").booleanValue(false),
            kind(jwt, issuer, holder),
            jwt.text("app_instance_id"));
    return Parsed.ok(new Remembered(token, jwt.notBefore().orElse(Instant.EPOCH), key.until()));
  }

  private static SessionToken.Kind kind(Jwt jwt, String issuer, Holder holder) {
    if (holder.isDevice()) {
      return issuer.equals(jwt.subject().orElse(""))
          ? SessionToken.Kind.DEVICE
          : SessionToken.Kind.SERVICE;
    }
    if (holder == Holder.USER) {
      return SessionToken.Kind.USER; // whatever they say they are
    }
    String named = jwt.text("principal_kind").orElse("");
    for (SessionToken.Kind kind : SessionToken.Kind.values()) {
      if (kind.wire().equals(named)) {
        return kind;
      }
    }
    return SessionToken.Kind.USER;
  }

  private static String shown(String issuer) {
    return issuer.length() > 64 ? issuer.substring(0, 64) + "..." : issuer;
  }

  private record Remembered(SessionToken token, Instant notBefore, Instant trustedUntil) {}

  /// The keys of one moment with the tokens that they verified; both go together.
  private static final class Known {
    private final Map<String, List<TrustedKey>> keys;

    /// Guarded by itself; the one used longest ago goes first.
    private final LinkedHashMap<String, Remembered> verified =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
            return size() > REMEMBERED_MAX;
          }
        };

    Known(Map<String, List<TrustedKey>> keys) {
      this.keys = keys;
    }

    Optional<Remembered> find(String jwt) {
      synchronized (verified) {
        return Optional.ofNullable(verified.get(jwt));
      }
    }

    void remember(String jwt, Remembered token) {
      synchronized (verified) {
        verified.put(jwt, token);
      }
    }
  }
}
