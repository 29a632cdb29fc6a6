package io.bucky.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bucky.krpc.Method;
import io.bucky.krpc.None;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// `/kapi/active` on the activation port, open only while the node belongs to no zone.
///
/// Each method but [#GET_DEVICE_INFO] needs the one-time code of `run/activation_code`, as the
/// header `X-Activation-Code`; the two that create a zone also take it as the parameter `code`.
public final class ActivationApi {
  public static final String SERVICE = "active";

  /// The header that carries the one-time code.
  public static final String CODE_HEADER = "X-Activation-Code";

  public static final Method<NodeApi.ActivateRequest, NodeApi.Activated> ACTIVATE =
      Method.open(
          SERVICE,
          "activate",
          NodeApi.ActivateRequest.class,
          NodeApi.Activated.class,
          "Makes this machine the first node of a new zone; the owner's key is made here.");

  public static final Method<None, KeyPair> GENERATE_KEY_PAIR =
      Method.open(
          SERVICE, "generate_key_pair", None.class, KeyPair.class, "A new Ed25519 key pair.");

  public static final Method<None, DeviceInfoAnswer> GET_DEVICE_INFO =
      Method.open(
          SERVICE,
          "get_device_info",
          None.class,
          DeviceInfoAnswer.class,
          "What this machine is made of.");

  public static final Method<TxtRecordsRequest, TxtRecordsAnswer> GENERATE_ZONE_TXT_RECORDS =
      Method.open(
          SERVICE,
          "generate_zone_txt_records",
          TxtRecordsRequest.class,
          TxtRecordsAnswer.class,
          "Signs the documents that go into the DNS TXT records of a domain.");

  public static final Method<DoActiveRequest, Done> DO_ACTIVE =
      Method.open(
          SERVICE,
          "do_active",
          DoActiveRequest.class,
          Done.class,
          "Makes this machine the first node of a zone, with an owner key from outside.");

  public static final Method<PrepareRequest, Prepared> PREPARE_PARAMS_FOR_ACTIVE_BY_WALLET =
      Method.open(
          SERVICE,
          "prepare_params_for_active_by_wallet",
          PrepareRequest.class,
          Prepared.class,
          "The documents that a wallet has to sign.");

  public static final Method<ActiveByWalletRequest, Done> ACTIVE_BY_WALLET =
      Method.open(
          SERVICE,
          "active_by_wallet",
          ActiveByWalletRequest.class,
          Done.class,
          "Makes this machine the first node of a zone, with documents that a wallet signed.");

  private ActivationApi() {}

  /// @param privateKey PEM
  /// @param publicKey JWK
  /// @param accessToken a JWT of that key, 900 s
  public record KeyPair(String privateKey, JsonNode publicKey, String accessToken) {
    @Override
    public String toString() {
      return "KeyPair[" + publicKey + "]";
    }
  }

  public record DeviceInfoAnswer(JsonNode deviceInfo) {}

  /// @param zoneBootConfig JSON text
  /// @param deviceMiniConfig JSON text
  /// @param privateKey of the owner, PEM
  public record TxtRecordsRequest(
      String zoneBootConfig, String deviceMiniConfig, String privateKey) {
    @Override
    public String toString() {
      return "TxtRecordsRequest[...]";
    }
  }

  public record TxtRecordsAnswer(
      @JsonProperty("BOOT") String boot, @JsonProperty("DEV") String dev) {}

  /// @param zoneName host or DID
  /// @param publicKey of the owner, JWK
  /// @param privateKey of the owner, PEM; used for signing and not kept
  /// @param snUrl of a support node; none is ever called
  public record DoActiveRequest(
      String userName,
      String zoneName,
      JsonNode publicKey,
      String privateKey,
      JsonNode devicePublicKey,
      String devicePrivateKey,
      Optional<String> netId,
      Optional<String> adminPasswordHash,
      Optional<Boolean> guestAccess,
      Optional<String> friendPasscode,
      Optional<Integer> deviceRtcpPort,
      Optional<String> snUrl,
      Optional<String> snUsername,
      Optional<String> code) {
    public DoActiveRequest {
      netId = netId == null ? Optional.empty() : netId;
      adminPasswordHash = adminPasswordHash == null ? Optional.empty() : adminPasswordHash;
      guestAccess = guestAccess == null ? Optional.empty() : guestAccess;
      friendPasscode = friendPasscode == null ? Optional.empty() : friendPasscode;
      deviceRtcpPort = deviceRtcpPort == null ? Optional.empty() : deviceRtcpPort;
      snUrl = snUrl == null ? Optional.empty() : snUrl;
      snUsername = snUsername == null ? Optional.empty() : snUsername;
      code = code == null ? Optional.empty() : code;
    }

    @Override
    public String toString() {
      return "DoActiveRequest[" + zoneName + ", " + userName + "]";
    }
  }

  /// @param code 0
  public record Done(int code) {}

  public record PrepareRequest(
      String userName,
      String zoneName,
      JsonNode publicKey,
      JsonNode devicePublicKey,
      String devicePrivateKey,
      Optional<String> netId,
      Optional<Integer> deviceRtcpPort,
      Optional<String> snUrl,
      Optional<String> snUsername) {
    public PrepareRequest {
      netId = netId == null ? Optional.empty() : netId;
      deviceRtcpPort = deviceRtcpPort == null ? Optional.empty() : deviceRtcpPort;
      snUrl = snUrl == null ? Optional.empty() : snUrl;
      snUsername = snUsername == null ? Optional.empty() : snUsername;
    }

    @Override
    public String toString() {
      return "PrepareRequest[" + zoneName + ", " + userName + "]";
    }
  }

  /// @param deviceConfig the unsigned device document
  /// @param rpcToken unsigned claims of a support node's token; none is needed here
  /// @param deviceInfo JSON text
  public record Prepared(JsonNode deviceConfig, Optional<JsonNode> rpcToken, String deviceInfo) {}

  /// @param publicKey of the owner, JWK; each document must verify with it
  public record ActiveByWalletRequest(
      String bootConfigJwt,
      String deviceDocJwt,
      String deviceMiniDocJwt,
      String devicePrivateKey,
      String userName,
      String zoneName,
      JsonNode publicKey,
      String adminPasswordHash,
      Optional<Boolean> guestAccess,
      Optional<String> friendPasscode,
      Optional<String> snUrl,
      Optional<String> snUsername,
      Optional<String> code) {
    public ActiveByWalletRequest {
      guestAccess = guestAccess == null ? Optional.empty() : guestAccess;
      friendPasscode = friendPasscode == null ? Optional.empty() : friendPasscode;
      snUrl = snUrl == null ? Optional.empty() : snUrl;
      snUsername = snUsername == null ? Optional.empty() : snUsername;
      code = code == null ? Optional.empty() : code;
    }

    @Override
    public String toString() {
      return "ActiveByWalletRequest[" + zoneName + ", " + userName + "]";
    }
  }
}
