package io.bucky.systemconfig;

import io.bucky.access.AccessPolicy;
import io.bucky.access.Enforcer;
import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.config.ConfigKey;
import io.bucky.config.ConfigStore;
import io.bucky.config.Entry;
import io.bucky.identity.DeviceIdentity;
import io.bucky.identity.SessionToken;
import io.bucky.identity.TokenVerifier;
import io.bucky.identity.TrustKeys;
import io.bucky.identity.TrustedKey;
import io.bucky.zone.ZoneKeys;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Whom the service trusts, and what the policy allows them.
///
/// Both come from the tree. [#reload] replaces each as one object: a request sees the old or the
/// new, never neither. Any thread.
final class ZoneSecurity {
  private static final Log LOG = Log.of("config.security");
  private static final String RESOURCE = "obj://config/";

  private final ConfigStore store;
  private final DeviceIdentity identity;
  private final Time time;
  private final TrustKeys trust;
  private final ReentrantLock reloading = new ReentrantLock();

  /// Guarded by `reloading`.
  private Map<String, List<TrustedKey>> keys = Map.of();

  /// Guarded by `reloading`.
  private String policyText = "";

  private volatile Enforcer enforcer;

  private ZoneSecurity(ConfigStore store, DeviceIdentity identity, Time time, Enforcer enforcer) {
    this.store = store;
    this.identity = identity;
    this.time = time;
    this.trust = new TrustKeys(time);
    this.enforcer = enforcer;
  }

  static ZoneSecurity open(ConfigStore store, DeviceIdentity identity, Time time)
      throws InterruptedException {
    AccessPolicy standard = AccessPolicy.withTail(local(identity)).orThrow();
    var security = new ZoneSecurity(store, identity, time, new Enforcer(standard));
    security.reload();
    return security;
  }

  /// This machine holds system config, also before the scheduler has written so.
  private static String local(DeviceIdentity identity) {
    return "g, " + identity.name() + ", ood\n";
  }

  TokenVerifier verifier() {
    return trust;
  }

  /// The policy of this moment; a new one is a new object.
  Enforcer enforcer() {
    return enforcer;
  }

  boolean mayRead(SessionToken who, String key) {
    return allows(enforcer, who, key, "read");
  }

  boolean mayWrite(SessionToken who, String key) {
    return allows(enforcer, who, key, "write");
  }

  /// Whether `who` may read everything below `prefix` (empty: the whole tree).
  boolean mayReadBelow(SessionToken who, String prefix) {
    return allows(enforcer, who, prefix.isEmpty() ? "" : prefix + "/", "read");
  }

  static boolean allows(Enforcer policy, SessionToken who, String key, String action) {
    return policy.allows(who.subject(), who.appId(), RESOURCE + key, action, who.sudo());
  }

  /// Whether a change of `key` changes what this class decides.
  static boolean concerns(ConfigKey key) {
    String text = key.text();
    return switch (text.substring(0, Math.max(0, text.indexOf('/')))) {
      case "boot" -> key.equals(ZoneKeys.BOOT_CONFIG);
      case "system" -> text.startsWith("system/rbac/");
      case "devices" -> text.endsWith("/doc");
      case "users" -> text.endsWith("/settings") || text.endsWith("/doc");
      default -> false;
    };
  }

  /// Reads keys and policy anew; they hold when this returns.
  void reload() throws InterruptedException {
    reloading.lockInterruptibly();
    try {
      String tail = store.get(ZoneKeys.RBAC_POLICY).map(Entry::value).orElse("");
      AccessPolicy policy = policy(tail);
      Map<String, List<TrustedKey>> now =
          TrustTable.read(store, identity, policy.roles(), time.now());
      if (!now.equals(keys)) {
        trust.replaceAll(now);
        keys = now;
        LOG.info("config.trust.loaded", "issuers", now.size());
      }
      if (!tail.equals(policyText)) {
        enforcer = new Enforcer(policy);
        policyText = tail;
        LOG.info("config.policy.loaded", "rules", policy.rules().size());
      }
    } finally {
      reloading.unlock();
    }
  }

  private AccessPolicy policy(String tail) {
    return switch (AccessPolicy.withTail(local(identity) + tail)) {
      case Parsed.Ok<AccessPolicy>(var policy) -> policy;
      case Parsed.Malformed<AccessPolicy>(var why) -> {
        LOG.error("config.policy.malformed", "why", why);
        yield AccessPolicy.withTail(local(identity)).orThrow();
      }
    };
  }
}
