package io.bucky.node.loop;

import io.bucky.base.Log;
import io.bucky.base.Parsed;
import io.bucky.base.Secret;
import io.bucky.containers.AppFolders;
import io.bucky.containers.AppKey;
import io.bucky.containers.NodeContext;
import io.bucky.containers.RunPlan;
import io.bucky.identity.DeviceIdentity;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import io.bucky.zone.BootConfig;
import io.bucky.zone.NodeConfig;
import io.bucky.zone.ZoneLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes the plan of each app of the node config: what is wanted here, with this node's folders,
/// ports and tokens in it.
final class AppPlans {
  private static final String STARTED = "started";
  private static final Log LOG = Log.of("node.apps");

  /// An app exchanges its token at verify-hub when it starts.
  private static final Duration TOKEN_TTL = Duration.ofMinutes(40);

  private final ZoneLayout layout;
  private final DeviceIdentity identity;
  private final String zoneId;

  AppPlans(ZoneLayout layout, DeviceIdentity identity, String zoneId) {
    this.layout = layout;
    this.identity = identity;
    this.zoneId = zoneId;
  }

  /// By instance.
  SortedMap<String, Wanted> of(ConfigFeed.View view) {
    var wanted = new TreeMap<String, Wanted>();
    view.config()
        .ifPresent(config ->
            config.apps().forEach((id, item) -> wanted.put(id, one(id, item, view.bootConfig()))));
    return wanted;
  }

  /// A specification of which no plan can be made, whatever is wrong with it, is that app's trouble
  /// alone.
  private Wanted one(String instance, NodeConfig.AppItem item, Optional<String> bootConfig) {
    try {
      return planned(instance, item, bootConfig);
    } catch (RuntimeException e) {
      LOG.error("node.app.plan_failed", e, "app", instance);
      return unplanned(instance, item, "its specification cannot be carried out: " + e);
    }
  }

  private Wanted planned(String instance, NodeConfig.AppItem item, Optional<String> bootConfig) {
    var spec = item.appSpec();
    SortedMap<String, Integer> ports =
        item.servicePortsConfig() == null ? new TreeMap<>() : item.servicePortsConfig();
    boolean started = STARTED.equals(item.targetState());
    var key = new AppKey(zoneId, spec.userId(), spec.appName());
    Parsed<RunPlan> plan =
        started
            ? RunPlan.of(spec, context(item, ports, bootConfig))
            : Parsed.malformed("it is to be stopped");
    return new Wanted(instance, key, spec, started, ports, plan);
  }

  /// @param instance `<app>@<user>@<node>`
  private Wanted unplanned(String instance, NodeConfig.AppItem item, String why) {
    String[] names = instance.split("@", -1);
    String app = names[0];
    String user = names.length > 1 ? names[1] : "";
    boolean started = item != null && STARTED.equals(item.targetState());
    var spec =
        new AppSpec(
            Json.object().put("name", app),
            0,
            user,
            true,
            1,
            "stopped",
            AppSpec.Config.none(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty());
    return new Wanted(
        instance,
        new AppKey(zoneId, user, app),
        spec,
        started,
        new TreeMap<>(),
        Parsed.malformed(why));
  }

  /// The folders that only this app uses.
  List<Path> data(Wanted wanted) {
    String user = wanted.spec().userId();
    String app = wanted.spec().appName();
    return AppFolders.of(layout, user, app);
  }

  private NodeContext context(
      NodeConfig.AppItem item, SortedMap<String, Integer> ports, Optional<String> bootConfig) {
    String user = item.appSpec().userId();
    return new NodeContext(
        layout,
        identity.name(),
        zoneId,
        NodeContext.thisArchitecture(),
        ports,
        new Secret(identity.loginToken(user, item.appSpec().appName(), TOKEN_TTL)),
        bootConfig,
        Optional.of(Json.write(identity.document().json())),
        bootConfig
            .flatMap(text -> Json.read(text, BootConfig.class).toOptional())
            .flatMap(BootConfig::dockerRepoBaseUrl));
  }
}
