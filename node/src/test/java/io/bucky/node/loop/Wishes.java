package io.bucky.node.loop;

import io.bucky.base.Parsed;
import io.bucky.base.RestartPolicy;
import io.bucky.containers.AppInstance;
import io.bucky.containers.AppInstance.Container;
import io.bucky.containers.AppKey;
import io.bucky.containers.RunPlan;
import io.bucky.json.Json;
import io.bucky.zone.AppSpec;
import io.bucky.zone.ZoneLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Apps as they are wanted and as they are seen, for tests of the node loop.
final class Wishes {
  static final AppKey NOTES = new AppKey("zone", "alice", "notes");
  static final String NOTES_HERE = "notes@alice@ood1";
  static final RestartPolicy ALWAYS = RestartPolicy.always();

  private Wishes() {}

  static Wanted started(long generation, RunPlan plan) {
    return new Wanted(NOTES_HERE, NOTES, spec(generation), true, new TreeMap<>(), Parsed.ok(plan));
  }

  static Wanted stopped(long generation) {
    return new Wanted(
        NOTES_HERE, NOTES, spec(generation), false, new TreeMap<>(), Parsed.malformed("stopped"));
  }

  static Wanted deleted(String dataDisposition) {
    return new Wanted(
        NOTES_HERE,
        NOTES,
        spec(1, "deleted", Optional.of(dataDisposition)),
        false,
        new TreeMap<>(),
        Parsed.malformed("stopped"));
  }

  static AppSpec spec(long generation) {
    return spec(generation, "running", Optional.empty());
  }

  static AppSpec spec(long generation, String state, Optional<String> dataDisposition) {
    return new AppSpec(
        Json.object().put("name", "notes"),
        1,
        "alice",
        true,
        1,
        state,
        AppSpec.Config.none(),
        Optional.empty(),
        Optional.empty(),
        generation,
        Optional.empty(),
        dataDisposition);
  }

  static RunPlan plan(long generation, RunPlan.Container... containers) {
    return plan(NOTES, generation, containers);
  }

  static RunPlan plan(AppKey app, long generation, RunPlan.Container... containers) {
    return new RunPlan(
        app,
        generation,
        new ZoneLayout(Path.of("/data")),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(containers));
  }

  static RunPlan.Container web(RestartPolicy restart) {
    return planned("web", restart, true, false);
  }

  static RunPlan.Container checkedWeb() {
    return planned("web", ALWAYS, true, true);
  }

  static RunPlan.Container db(RestartPolicy restart) {
    return planned("db", restart, false, false);
  }

  static RunPlan.Container planned(
      String component, RestartPolicy restart, boolean main, boolean checked) {
    return new RunPlan.Container(
        component,
        "alice-notes-" + component,
        "img",
        Json.object(),
        List.of(),
        List.of(),
        restart,
        main,
        checked);
  }

  static AppInstance app(long generation, Container... containers) {
    return new AppInstance(NOTES, generation, List.of(containers));
  }

  static Container running(String component) {
    return container(component, "running", Optional.empty());
  }

  static Container exited(String component, int code) {
    return container(component, "exited", Optional.of(code));
  }

  static Container container(String component, String state, Optional<Integer> code) {
    return new Container(
        component,
        "id-" + component,
        "alice-notes-" + component,
        "img",
        state,
        Optional.empty(),
        code,
        Optional.empty(),
        Optional.empty());
  }
}
