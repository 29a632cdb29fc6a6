package io.bucky.containers;

import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// The environment contract: what an app's main container is told about the zone it runs in. The
/// other containers of an app are told nothing and get no token.
final class AppEnvironment {
  static final String HOST_GATEWAY = "host.docker.internal";

  /// The root as containers see it, wherever the zone's data lies on the machine.
  static final String ROOT = "/opt/buckyos";

  private AppEnvironment() {}

  static SortedMap<String, String> of(AppSpec spec, NodeContext node) {
    var variables = new TreeMap<String, String>();
    variables.put("app_instance_config", Json.write(instance(spec, node)));
    variables.put("app_media_info", Json.write(media(spec, node)));
    variables.put(tokenVariable(spec.userId(), spec.appName()), node.appToken().reveal());
    variables.put("BUCKYOS_ROOT", ROOT);
    variables.put("BUCKYOS_HOST_GATEWAY", HOST_GATEWAY);
    variables.put("BUCKYOS_APP_ID", spec.appName());
    variables.put("BUCKYOS_OWNER_USER_ID", spec.userId());
    variables.put("BUCKYOS_DATA_DIR", dataFolder(spec));
    node.bootConfig().ifPresent(text -> variables.put("BUCKYOS_ZONE_CONFIG", text));
    node.deviceDocument().ifPresent(text -> variables.put("BUCKYOS_THIS_DEVICE", text));
    return variables;
  }

  /// `<OWNER>_<APP>_TOKEN`
  static String tokenVariable(String owner, String app) {
    return (owner + "_" + app + "_TOKEN").toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /// Where an app that knows the contract finds its data.
  static String dataFolder(AppSpec spec) {
    return ROOT + "/data/home/" + spec.userId() + "/.local/share/" + spec.appName();
  }

  /// The instance as the SDK reads it, without the compose model: that may hold passwords of other
  /// containers, and an environment variable has 128 KiB.
  private static ObjectNode instance(AppSpec spec, NodeContext node) {
    ObjectNode config = Json.object();
    config.put("target_state", "started").put("node_id", node.nodeId());
    if (Json.tree(spec) instanceof ObjectNode copy) {
      if (copy.path("app_doc") instanceof ObjectNode document) {
        document.remove("compose");
      }
      config.set("app_spec", copy);
    }
    ObjectNode ports = config.putObject("service_ports_config");
    node.servicePorts().forEach(ports::put);
    return config;
  }

  private static ObjectNode media(AppSpec spec, NodeContext node) {
    var image = spec.appDoc().path("pkg_list").path(node.architecture() + "_docker_image");
    ObjectNode media = Json.object();
    media.put("pkg_id", image.path("pkg_id").asString(spec.appName()));
    media.put("full_path", "");
    return media;
  }
}
