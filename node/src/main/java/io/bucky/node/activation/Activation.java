package io.bucky.node.activation;

import io.bucky.api.ActivationApi;
import io.bucky.api.NodeApi;
import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.base.Time;
import io.bucky.identity.BootDocument;
import io.bucky.identity.DeviceMiniDocument;
import io.bucky.identity.IdentityDocument;
import io.bucky.identity.Mnemonic;
import io.bucky.identity.PublicKey;
import io.bucky.identity.SigningKey;
import io.bucky.json.Json;
import io.bucky.krpc.Reply;
import io.bucky.node.activation.DocumentSet.Wishes;
import io.bucky.node.machine.MachineFacts;
import io.bucky.node.machine.Proc;
import io.bucky.zone.MachineSettings;
import io.bucky.zone.ZoneLayout;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The three ways to activate this machine: with an owner key made here, with one from outside, or
/// with documents that a wallet signed. Any thread; the first one to succeed wins.
public final class Activation {
  private static final Log LOG = Log.of("node.activation");

  private final ZoneLayout layout;
  private final MachineSettings machine;
  private final Installation installation;
  private final Time time;
  private final SecureRandom random;
  private final ReentrantLock installing = new ReentrantLock();
  private final CountDownLatch done = new CountDownLatch(1);

  public Activation(
      ZoneLayout layout,
      MachineSettings machine,
      Installation installation,
      Time time,
      SecureRandom random) {
    this.layout = layout;
    this.machine = machine;
    this.installation = installation;
    this.time = time;
    this.random = random;
  }

  /// Waits until this machine belongs to a zone, at most so long.
  ///
  /// @return whether it does
  public boolean await(Duration atMost) throws InterruptedException {
    return done.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// With an owner key made here. The phrase is in the answer and nowhere else.
  public Reply<NodeApi.Activated> activate(NodeApi.ActivateRequest request) {
    return attempt(() -> {
      ZoneName zone = zone(request.zoneName());
      OwnerName owner = BadInput.check(OwnerName.parse(text(request.userName())));
      String hash = BadInput.check(OwnerName.passwordHash(text(request.passwordHash())));
      Optional<String> known = request.recoveryPhrase().filter(text -> !text.isBlank());
      Mnemonic words =
          known.isPresent()
              ? BadInput.check(Mnemonic.parse(new Secret(known.get())))
              : Mnemonic.generate(random);
      Wishes wishes = Wishes.of(request.showName(), hash);
      SigningKey device = SigningKey.generate(random);
      install(DocumentSet.sign(zone, owner, words.ownerKey(), device, wishes, time.now()), wishes);
      return new NodeApi.Activated(
          zone.host(),
          zone.did().toString(),
          "http://" + zone.host() + ":" + machine.ports().http() + "/",
          owner.text(),
          words.phrase().reveal());
    });
  }

  private interface Attempt<R> {
    R run() throws BadInput, NotInstalled;
  }

  /// Bad input is the caller's mistake; what cannot be put on disk is not.
  private static <R> Reply<R> attempt(Attempt<R> attempt) {
    try {
      return Reply.ok(attempt.run());
    } catch (BadInput e) {
      return Reply.bad(e.why());
    } catch (NotInstalled e) {
      return Reply.failed(e.why());
    }
  }

  /// With an owner key from outside, which signs and is forgotten.
  public Reply<ActivationApi.Done> activate(ActivationApi.DoActiveRequest request) {
    var wishes =
        new Wishes(
            Optional.empty(),
            request.adminPasswordHash(),
            request.guestAccess().orElse(false),
            request.friendPasscode(),
            request.netId(),
            request.deviceRtcpPort(),
            request.snUrl().filter(url -> !url.isBlank()));
    return attempt(() -> {
      ZoneName zone = zone(request.zoneName());
      OwnerName owner = BadInput.check(OwnerName.parse(text(request.userName())));
      SigningKey ownerKey = signingKey(request.privateKey(), request.publicKey());
      SigningKey deviceKey = signingKey(request.devicePrivateKey(), request.devicePublicKey());
      checkHash(wishes);
      install(DocumentSet.sign(zone, owner, ownerKey, deviceKey, wishes, time.now()), wishes);
      return new ActivationApi.Done(0);
    });
  }

  /// With documents that a wallet signed.
  public Reply<ActivationApi.Done> activate(ActivationApi.ActiveByWalletRequest request) {
    var wishes =
        new Wishes(
            Optional.empty(),
            Optional.ofNullable(request.adminPasswordHash()),
            request.guestAccess().orElse(false),
            request.friendPasscode(),
            Optional.empty(),
            Optional.empty(),
            request.snUrl().filter(url -> !url.isBlank()));
    return attempt(() -> {
      var signed =
          new DocumentSet.Signed(
              text(request.bootConfigJwt()),
              text(request.deviceDocJwt()),
              text(request.deviceMiniDocJwt()));
      ZoneName zone = zone(request.zoneName());
      OwnerName owner = BadInput.check(OwnerName.parse(text(request.userName())));
      PublicKey ownerKey = BadInput.check(PublicKey.parseJwk(jwk(request.publicKey())));
      SigningKey deviceKey = signingKey(request.devicePrivateKey(), null);
      checkHash(wishes);
      install(
          DocumentSet.signedElsewhere(zone, owner, ownerKey, signed, deviceKey, wishes, time.now()),
          wishes);
      return new ActivationApi.Done(0);
    });
  }

  /// The device document that a wallet has to sign.
  public Reply<ActivationApi.Prepared> prepare(ActivationApi.PrepareRequest request) {
    var wishes =
        new Wishes(
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            request.netId(),
            request.deviceRtcpPort(),
            request.snUrl().filter(url -> !url.isBlank()));
    return attempt(() -> {
      ZoneName zone = zone(request.zoneName());
      OwnerName owner = BadInput.check(OwnerName.parse(text(request.userName())));
      PublicKey key = BadInput.check(PublicKey.parseJwk(jwk(request.devicePublicKey())));
      return new ActivationApi.Prepared(
          DocumentSet.device(zone, owner, key, wishes, time.now()).json(),
          Optional.empty(),
          Json.write(deviceInfo("inactive")));
    });
  }

  /// The DNS documents of a domain, signed by the owner's key.
  public Reply<ActivationApi.TxtRecordsAnswer> txtRecords(ActivationApi.TxtRecordsRequest request) {
    return attempt(() -> {
      SigningKey key = signingKey(request.privateKey(), null);
      BootDocument boot =
          BadInput.check(document(request.zoneBootConfig()).flatMap(BootDocument::of));
      DeviceMiniDocument device =
          BadInput.check(document(request.deviceMiniConfig()).flatMap(DeviceMiniDocument::of));
      return new ActivationApi.TxtRecordsAnswer(boot.sign(key), device.sign(key));
    });
  }

  private static Parsed<ObjectNode> document(@Nullable String json) {
    return IdentityDocument.unverified(text(json));
  }

  /// What `GET /device` and `get_device_info` tell.
  public ObjectNode deviceInfo(String state) {
    MachineFacts facts = MachineFacts.read(Proc.system(), layout.root());
    ObjectNode info = facts.toJson();
    info.put("hostname", facts.hostname()).put("device_type", "ood").put("state", state);
    info.put("active_url", "./activate.html").put("gpu_info", "");
    return info;
  }

  /// The documents are right, but they could not be put on disk.
  private static final class NotInstalled extends Exception {
    private static final long serialVersionUID = 1;

    NotInstalled(String why) {
      super(why);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }

  private void install(Parsed<DocumentSet> documents, Wishes wishes) throws BadInput, NotInstalled {
    DocumentSet set = BadInput.check(documents);
    installing.lock();
    try {
      if (Installation.active(layout)) {
        throw new NotInstalled("this machine already belongs to a zone");
      }
      List<String> aliases = List.of(MachineFacts.read(Proc.system(), layout.root()).localName());
      installation.install(set, set.startConfig(wishes, aliases), time.now());
    } catch (IOException e) {
      if (!Installation.active(layout)) { // otherwise only the tidying failed
        LOG.error("node.activation.failed", e, "zone", set.zone().host());
        throw new NotInstalled(
            "the zone cannot be written to "
                + layout.root()
                + ": "
                + e.getMessage()
                + ". Nothing was changed; check the disk and try again.");
      }
    } finally {
      installing.unlock();
    }
    LOG.info("node.activation.done", "zone", set.zone().host(), "owner", set.owner().name());
    done.countDown();
  }

  private ZoneName zone(@Nullable String name) throws BadInput {
    return BadInput.check(ZoneName.parse(text(name), machine.web3Bridge()));
  }

  /// @param named the public half that the client believes it to have
  private static SigningKey signingKey(@Nullable String pem, @Nullable JsonNode named)
      throws BadInput {
    SigningKey key = BadInput.check(SigningKey.fromPem(new Secret(text(pem))));
    if (named != null && !BadInput.check(PublicKey.parseJwk(named)).equals(key.publicKey())) {
      throw new BadInput("a public key does not belong to its private key");
    }
    return key;
  }

  private static void checkHash(Wishes wishes) throws BadInput {
    String hash =
        wishes.passwordHash().orElseThrow(() -> new BadInput("admin_password_hash is missing"));
    BadInput.check(OwnerName.passwordHash(hash));
  }

  /// A member that a client left out arrives as null.
  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static JsonNode jwk(@Nullable JsonNode value) {
    return value == null ? Json.object() : value;
  }
}
