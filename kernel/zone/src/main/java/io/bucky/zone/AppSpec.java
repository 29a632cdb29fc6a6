package io.bucky.zone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// `users/<u>/apps/<app>/spec`: one installed app, as its user wants it.
///
/// @param appDoc the app's document as published or as made from a compose file; kept whole, since
///   its hash names it. A compose app carries the file's content in the member `compose`.
/// @param appIndex gives the app its block of 16 ports
/// @param state `new`, `running`, `stopped`, `deleted`, ... (aliases of upstream are accepted)
/// @param packageId folder of [ZoneLayout#appPackage] with the files that came along
/// @param taskId the task that reports the running change
/// @param generation grows with every change that needs new containers
/// @param dataDisposition of a spec whose state is `deleted`: `delete` makes the node remove the
///   app's data too (purge). Either way it then reports `notexist`, and the spec goes
public record AppSpec(
    JsonNode appDoc,
    int appIndex,
    String userId,
    boolean enable,
    int expectedInstanceCount,
    String state,
    Config specConfig,
    Optional<String> packageId,
    Optional<Long> taskId,
    long generation,
    Optional<Config> installConfig,
    Optional<String> dataDisposition) {
  /// What one spec takes as JSON. A node is told those of all its apps in one value.
  public static final int CHARS_MAX = 128 << 10;

  public AppSpec {
    appDoc = appDoc == null ? MissingNode.getInstance() : appDoc;
    userId = userId == null ? "" : userId;
    specConfig = specConfig == null ? Config.none() : specConfig;
    packageId = packageId == null ? Optional.empty() : packageId;
    taskId = taskId == null ? Optional.empty() : taskId;
    installConfig = installConfig == null ? Optional.empty() : installConfig;
    state = state == null ? "new" : state;
    dataDisposition = dataDisposition == null ? Optional.empty() : dataDisposition;
  }

  /// The app's name, which is its host label and its key.
  public String appName() {
    return appDoc.path("name").asString("");
  }

  /// `<app>@<user>`.
  public String instanceOwner() {
    return appName() + "@" + userId;
  }

  /// Where the app listens, by service name: what was chosen at install, else what the document
  /// proposes, in the words of either generation.
  public SortedMap<String, Endpoint> endpoints() {
    if (!specConfig.serviceConfig().isEmpty()) {
      return specConfig.serviceConfig();
    }
    SortedMap<String, Endpoint> chosen =
        installConfig.map(Config::serviceConfig).orElseGet(TreeMap::new);
    return chosen.isEmpty() ? proposedEndpoints() : chosen;
  }

  /// How the app's services are reached, by service name.
  public SortedMap<String, Expose> exposes() {
    return specConfig.exposeConfig().isEmpty()
        ? installConfig.map(Config::exposeConfig).orElseGet(TreeMap::new)
        : specConfig.exposeConfig();
  }

  private SortedMap<String, Endpoint> proposedEndpoints() {
    var endpoints = new TreeMap<String, Endpoint>();
    appDoc
        .path("service_config_tips")
        .path("service_endpoints")
        .forEachEntry((name, tip) ->
            endpoints.put(
                name,
                new Endpoint(
                    tip.path("protocol").asString("http"),
                    tip.path("inner_port").asInt(0),
                    Optional.empty())));
    appDoc
        .path("install_config_tips")
        .path("service_ports")
        .forEachEntry((name, port) ->
            endpoints.putIfAbsent(name, new Endpoint("http", port.asInt(0), Optional.empty())));
    return endpoints;
  }

  /// What the person chose at install.
  ///
  /// @param serviceConfig service name to inner port
  /// @param exposeConfig service name to how it is reached
  /// @param dataMountPoint container path to place under the user's home
  /// @param bashEnvs environment variables that the person filled in
  /// @param grants what was allowed beyond the defaults, by its text in the permission sheet
  /// @param limits memory and process limits
  public record Config(
      SortedMap<String, Endpoint> serviceConfig,
      SortedMap<String, Expose> exposeConfig,
      SortedMap<String, Mount> dataMountPoint,
      SortedMap<String, String> bashEnvs,
      List<String> grants,
      Limits limits) {
    public Config {
      serviceConfig = serviceConfig == null ? new TreeMap<>() : serviceConfig;
      exposeConfig = exposeConfig == null ? new TreeMap<>() : exposeConfig;
      dataMountPoint = dataMountPoint == null ? new TreeMap<>() : dataMountPoint;
      bashEnvs = bashEnvs == null ? new TreeMap<>() : bashEnvs;
      grants = grants == null ? List.of() : List.copyOf(grants);
      limits = limits == null ? Limits.standard() : limits;
    }

    public static Config none() {
      return new Config(
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          List.of(),
          Limits.standard());
    }
  }

  /// @param component the compose service that listens; empty for a single container
  public record Endpoint(String protocol, int innerPort, Optional<String> component) {
    public Endpoint {
      component = component == null ? Optional.empty() : component;
    }
  }

  /// @param route how it is reached
  /// @param allowGuest true: no login
  public record Expose(Route route, boolean allowGuest) {
    /// @param type `web` (a host name) or `port`
    public record Route(
        String type,
        @JsonProperty("sub_hostname") List<String> subHostname,
        Optional<Integer> exposePort) {
      public Route {
        subHostname = subHostname == null ? List.of() : List.copyOf(subHostname);
        exposePort = exposePort == null ? Optional.empty() : exposePort;
      }
    }
  }

  /// @param targetPath below the app's data folder, or an absolute host path that was granted
  /// @param access `read_only` or `read_write`
  public record Mount(String targetPath, String access) {}

  /// @param memoryMib of all its containers together
  /// @param processes in each container
  public record Limits(int memoryMib, int processes) {
    public static Limits standard() {
      return new Limits(2_048, 1_024);
    }
  }
}
