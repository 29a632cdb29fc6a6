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
import io.bucky.krpc.Problem;
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
    var names = names(request.zoneName(), request.userName());
    Parsed<Mnemonic> phrase =
        request.recoveryPhrase().filter(text -> !text.isBlank()).isPresent()
            ? Mnemonic.parse(new Secret(request.recoveryPhrase().get()))
            : Parsed.ok(Mnemonic.generate(random));
    return switch (names.flatMap(
        good ->
            OwnerName.passwordHash(text(request.passwordHash()))
                .flatMap(hash ->
                    phrase.map(
                        words -> new OwnKey(good, words, Wishes.of(request.showName(), hash)))))) {
      case Parsed.Malformed<OwnKey>(var why) -> Reply.bad(why);
      case Parsed.Ok<OwnKey>(var own) -> {
        var key = own.words.ownerKey();
        var device = SigningKey.generate(random);
        var documents =
            DocumentSet.sign(own.names.zone, own.names.owner, key, device, own.wishes, time.now());
        yield switch (install(documents, own.wishes)) {
          case Reply.Refused<DocumentSet>(var problem) -> Reply.refused(problem);
          case Reply.Ok<DocumentSet>(var set) -> Reply.ok(activated(set, own));
        };
      }
    };
  }

  private record Names(ZoneName zone, OwnerName owner) {}

  private record OwnKey(Names names, Mnemonic words, Wishes wishes) {}

  private NodeApi.Activated activated(DocumentSet set, OwnKey own) {
    String host = set.zone().host();
    return new NodeApi.Activated(
        host,
        set.zone().did().toString(),
        "http://" + host + ":" + machine.ports().http() + "/",
        set.owner().name(),
        own.words.phrase().reveal());
  }

  /// With an owner key from outside, which signs and is forgotten.
  public Reply<ActivationApi.Done> activate(ActivationApi.DoActiveRequest request) {
    Parsed<SigningKey> owner = SigningKey.fromPem(new Secret(text(request.privateKey())));
    Parsed<SigningKey> device = SigningKey.fromPem(new Secret(text(request.devicePrivateKey())));
    var wishes =
        new Wishes(
            Optional.empty(),
            request.adminPasswordHash(),
            request.guestAccess().orElse(false),
            request.friendPasscode(),
            request.netId(),
            request.deviceRtcpPort(),
            request.snUrl().filter(url -> !url.isBlank()));
    return switch (names(request.zoneName(), request.userName())) {
      case Parsed.Malformed<Names>(var why) -> Reply.bad(why);
      case Parsed.Ok<Names>(var names) ->
          done(
              install(
                  owner.flatMap(key ->
                      same(key, request.publicKey())
                          .flatMap(_ -> device)
                          .flatMap(deviceKey ->
                              same(deviceKey, request.devicePublicKey())
                                  .flatMap(_ -> hash(wishes))
                                  .flatMap(_ ->
                                      DocumentSet.sign(
                                          names.zone,
                                          names.owner,
                                          key,
                                          deviceKey,
                                          wishes,
                                          time.now())))),
                  wishes));
    };
  }

  /// With documents that a wallet signed.
  public Reply<ActivationApi.Done> activate(ActivationApi.ActiveByWalletRequest request) {
    Parsed<PublicKey> owner = PublicKey.parseJwk(request.publicKey());
    Parsed<SigningKey> device = SigningKey.fromPem(new Secret(text(request.devicePrivateKey())));
    var wishes =
        new Wishes(
            Optional.empty(),
            Optional.ofNullable(request.adminPasswordHash()),
            request.guestAccess().orElse(false),
            request.friendPasscode(),
            Optional.empty(),
            Optional.empty(),
            request.snUrl().filter(url -> !url.isBlank()));
    return switch (names(request.zoneName(), request.userName())) {
      case Parsed.Malformed<Names>(var why) -> Reply.bad(why);
      case Parsed.Ok<Names>(var names) ->
          done(
              install(
                  owner.flatMap(key ->
                      device.flatMap(deviceKey ->
                          hash(wishes)
                              .flatMap(_ ->
                                  DocumentSet.signedElsewhere(
                                      names.zone,
                                      names.owner,
                                      key,
                                      text(request.bootConfigJwt()),
                                      text(request.deviceDocJwt()),
                                      text(request.deviceMiniDocJwt()),
                                      deviceKey,
                                      wishes,
                                      time.now())))),
                  wishes));
    };
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
    var document =
        names(request.zoneName(), request.userName())
            .flatMap(names ->
                PublicKey.parseJwk(request.devicePublicKey())
                    .map(key ->
                        DocumentSet.device(names.zone, names.owner, key, wishes, time.now())));
    return switch (document) {
      case Parsed.Malformed<io.bucky.identity.DeviceDocument>(var why) -> Reply.bad(why);
      case Parsed.Ok<io.bucky.identity.DeviceDocument>(var device) ->
          Reply.ok(
              new ActivationApi.Prepared(
                  device.json(), Optional.empty(), deviceInfo("inactive").toString()));
    };
  }

  /// The DNS documents of a domain, signed by the owner's key.
  public Reply<ActivationApi.TxtRecordsAnswer> txtRecords(ActivationApi.TxtRecordsRequest request) {
    var answer =
        SigningKey.fromPem(new Secret(text(request.privateKey())))
            .flatMap(key ->
                document(request.zoneBootConfig())
                    .flatMap(BootDocument::of)
                    .flatMap(boot ->
                        document(request.deviceMiniConfig())
                            .flatMap(DeviceMiniDocument::of)
                            .map(mini ->
                                new ActivationApi.TxtRecordsAnswer(
                                    boot.sign(key), mini.sign(key)))));
    return switch (answer) {
      case Parsed.Malformed<ActivationApi.TxtRecordsAnswer>(var why) -> Reply.bad(why);
      case Parsed.Ok<ActivationApi.TxtRecordsAnswer>(var records) -> Reply.ok(records);
    };
  }

  private static Parsed<ObjectNode> document(String json) {
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

  private Reply<DocumentSet> install(Parsed<DocumentSet> documents, Wishes wishes) {
    if (documents instanceof Parsed.Malformed<DocumentSet>(var why)) {
      return Reply.bad(why);
    }
    DocumentSet set = documents.orThrow();
    installing.lock();
    try {
      if (Installation.active(layout)) {
        return Reply.failed("this machine already belongs to a zone");
      }
      List<String> aliases = List.of(MachineFacts.read(Proc.system(), layout.root()).localName());
      installation.install(set, set.startConfig(wishes, aliases), time.now());
    } catch (IOException e) {
      if (Installation.active(layout)) {
        done.countDown(); // the last step was done; only the tidying after it failed
        return Reply.ok(set);
      }
      LOG.error("node.activation.failed", e, "zone", set.zone().host());
      return Reply.refused(
          new Problem.Reason(
              "the zone cannot be written to "
                  + layout.root()
                  + ": "
                  + e.getMessage()
                  + ". Nothing was changed; check the disk and try again."));
    } finally {
      installing.unlock();
    }
    LOG.info("node.activation.done", "zone", set.zone().host(), "owner", set.owner().name());
    done.countDown();
    return Reply.ok(set);
  }

  private Parsed<Names> names(String zone, String user) {
    return ZoneName.parse(text(zone), machine.web3Bridge())
        .flatMap(name -> OwnerName.parse(text(user)).map(owner -> new Names(name, owner)));
  }

  private static Parsed<SigningKey> same(
      SigningKey key, tools.jackson.databind.@org.jspecify.annotations.Nullable JsonNode jwk) {
    if (jwk == null) {
      return Parsed.ok(key);
    }
    return PublicKey.parseJwk(jwk)
        .flatMap(named ->
            named.equals(key.publicKey())
                ? Parsed.ok(key)
                : Parsed.malformed("a public key does not belong to its private key"));
  }

  private static Parsed<String> hash(Wishes wishes) {
    return wishes.passwordHash().isEmpty()
        ? Parsed.malformed("admin_password_hash is missing")
        : OwnerName.passwordHash(wishes.passwordHash().get());
  }

  /// A member that a client left out arrives as null.
  private static String text(@org.jspecify.annotations.Nullable String value) {
    return value == null ? "" : value;
  }

  private static Reply<ActivationApi.Done> done(Reply<DocumentSet> installed) {
    return switch (installed) {
      case Reply.Ok<DocumentSet> _ -> Reply.ok(new ActivationApi.Done(0));
      case Reply.Refused<DocumentSet>(var problem) -> Reply.refused(problem);
    };
  }
}
