package io.bucky.gateway.tls;

import io.bucky.base.AtomicFile;
import io.bucky.base.Log;
import io.bucky.base.Time;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The authority of one zone on one machine, in a directory: `ca.pem`, `ca.key`, and the leaf
/// `zone.pem` (with its chain), `zone.key`. One thread at a time.
public final class LocalAuthority {
  static final Duration RENEW_BEFORE = Duration.ofDays(30);
  private static final Log LOG = Log.of("gateway.tls");
  private static final Duration AUTHORITY_RENEW_BEFORE = Duration.ofDays(400);
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private final Path directory;
  private final Time time;

  public LocalAuthority(Path directory, Time time) {
    this.directory = directory;
    this.time = time;
  }

  /// The files that a server needs.
  public record Material(Path chain, Path key, Path authority) {}

  public Material files() {
    return new Material(
        directory.resolve("zone.pem"), directory.resolve("zone.key"), directory.resolve("ca.pem"));
  }

  /// Makes what is missing, over soon, or for other names.
  ///
  /// @return true when the leaf is new
  public boolean ensure(CertificateNames names) throws IOException, GeneralSecurityException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Optional<X509Certificate> authority =
        certificate(files().authority())
            .filter(cert -> endsAfter(cert, AUTHORITY_RENEW_BEFORE))
            .filter(cert -> Issuer.subject(names).equals(cert.getSubjectX500Principal().getName()))
            .filter(_ -> Files.exists(directory.resolve("ca.key")));
    boolean newAuthority = authority.isEmpty();
    if (newAuthority) {
      writeNewAuthority(names);
    }
    X509Certificate issuer = certificate(files().authority()).orElseThrow();
    Optional<X509Certificate> leaf =
        certificate(files().chain())
            .filter(cert -> endsAfter(cert, RENEW_BEFORE) && isFor(cert, names))
            .filter(cert -> isSignedBy(cert, issuer))
            .filter(_ -> Files.exists(files().key()));
    if (leaf.isPresent()) {
      return false;
    }
    writeNewLeaf(names, issuer);
    return true;
  }

  private void writeNewAuthority(CertificateNames names)
      throws IOException, GeneralSecurityException {
    Issuer.Made made = Issuer.authority(names, time.now());
    AtomicFile.writePrivate(
        directory.resolve("ca.key"), pem("PRIVATE KEY", made.key().getEncoded()));
    AtomicFile.write(files().authority(), pem("CERTIFICATE", made.certificate().getEncoded()));
    LOG.info(
        "gateway.authority.created", "zone", names.zoneHost(), "ends", end(made.certificate()));
  }

  private void writeNewLeaf(CertificateNames names, X509Certificate issuer)
      throws IOException, GeneralSecurityException {
    PrivateKey issuerKey = Pem.privateKey(Files.readString(directory.resolve("ca.key")));
    Issuer.Made made = Issuer.leaf(names, issuer, issuerKey, time.now());
    AtomicFile.writePrivate(files().key(), pem("PRIVATE KEY", made.key().getEncoded()));
    String chain =
        new String(pem("CERTIFICATE", made.certificate().getEncoded()), StandardCharsets.US_ASCII)
            + new String(pem("CERTIFICATE", issuer.getEncoded()), StandardCharsets.US_ASCII);
    AtomicFile.write(files().chain(), chain.getBytes(StandardCharsets.US_ASCII));
    LOG.info(
        "gateway.certificate.issued", "zone", names.zoneHost(), "ends", end(made.certificate()));
  }

  private boolean endsAfter(X509Certificate certificate, Duration from) {
    Instant now = time.now();
    return end(certificate).isAfter(now.plus(from))
        && !certificate.getNotBefore().toInstant().isAfter(now);
  }

  private static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  private static boolean isFor(X509Certificate certificate, CertificateNames names) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      Set<String> dns = new HashSet<>();
      Set<String> addresses = new HashSet<>();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        if (name.get(0) instanceof Integer kind && name.get(1) instanceof String text) {
          switch (kind) {
            case DNS -> dns.add(text);
            case ADDRESS -> addresses.add(text);
            default -> dns.add("unexpected");
          }
        }
      }
      return dns.equals(names.dns()) && addresses.size() == names.addresses().size();
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean isSignedBy(X509Certificate leaf, X509Certificate issuer) {
    try {
      leaf.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Optional<X509Certificate> certificate(Path file) {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      return Optional.of(
          (X509Certificate)
              factory.generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file))));
    } catch (IOException | GeneralSecurityException e) {
      return Optional.empty(); // absent or damaged: made anew
    }
  }

  private static byte[] pem(String type, byte[] der) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, body, type)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
