package io.bucky.gateway.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes certificates (RFC 5280) with ECDSA on P-256, which every browser takes.
final class Issuer {
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3_650);
  private static final Duration LEAF_LIFE = Duration.ofDays(397); // what browsers accept at most
  private static final Duration CLOCK_SLACK = Duration.ofDays(1);
  private static final int SERIAL_BITS = 127;

  /// Loopback and private networks: where a local authority may vouch for addresses.
  private static final List<String> NETWORKS =
      List.of(
          "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7");

  private Issuer() {}

  record Made(X509Certificate certificate, PrivateKey key) {}

  /// The subject of a zone's authority; it says which zone it is for.
  static String subject(CertificateNames names) {
    return "CN=BuckyOS local authority of " + names.zoneHost();
  }

  static Made authority(CertificateNames names, Instant now) throws GeneralSecurityException {
    KeyPair pair = pair();
    X500Name self = new X500Name(subject(names));
    var builder =
        new JcaX509v3CertificateBuilder(
            self, serial(), from(now), to(now, AUTHORITY_LIFE), self, pair.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      builder.addExtension(Extension.nameConstraints, true, constraints(names));
    } catch (CertIOException e) {
      throw new GeneralSecurityException(e);
    }
    return new Made(signed(builder, pair.getPrivate()), pair.getPrivate());
  }

  private static NameConstraints constraints(CertificateNames names) {
    var permitted = new ArrayList<GeneralSubtree>();
    for (String name : names.permitted()) {
      permitted.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, name)));
    }
    for (String network : NETWORKS) {
      permitted.add(new GeneralSubtree(new GeneralName(GeneralName.iPAddress, network)));
    }
    return new NameConstraints(permitted.toArray(GeneralSubtree[]::new), null);
  }

  static Made leaf(
      CertificateNames names, X509Certificate authority, PrivateKey authorityKey, Instant now)
      throws GeneralSecurityException {
    KeyPair pair = pair();
    var builder =
        new JcaX509v3CertificateBuilder(
            authority,
            serial(),
            from(now),
            to(now, LEAF_LIFE),
            new X500Name("CN=" + names.zoneHost()),
            pair.getPublic());
    var alternatives = new ArrayList<GeneralName>();
    names.dns().forEach(name -> alternatives.add(new GeneralName(GeneralName.dNSName, name)));
    names
        .addresses()
        .forEach(address -> alternatives.add(new GeneralName(GeneralName.iPAddress, address)));
    try {
      var keys = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(alternatives.toArray(GeneralName[]::new)));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, keys.createSubjectKeyIdentifier(pair.getPublic()));
      builder.addExtension(
          Extension.authorityKeyIdentifier, false, keys.createAuthorityKeyIdentifier(authority));
    } catch (CertIOException e) {
      throw new GeneralSecurityException(e);
    }
    return new Made(signed(builder, authorityKey), pair.getPrivate());
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static KeyPair pair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0);
  }

  private static Date from(Instant now) {
    return Date.from(now.minus(CLOCK_SLACK));
  }

  private static Date to(Instant now, Duration life) {
    return Date.from(now.plus(life).minus(CLOCK_SLACK));
  }
}
