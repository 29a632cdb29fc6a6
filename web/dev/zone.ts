// DEVELOPMENT ONLY, never part of the bundle: a pretend Zone that answers the panel's calls with data
// that moves, for working on the pages and for taking pictures of them without a real node.
import type {
  ControlPanelApp,
  ControlPanelAppDetails,
  ControlPanelAppLogLine,
  ControlPanelInspection,
  ControlPanelSample,
  ControlPanelSource,
  ControlPanelSystemMetrics,
  ControlPanelSystemStatus,
  TaskManagerTask,
} from "../src/api/wire";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const STARTED = Date.now() - 3 * 86_400_000 - 4 * 3_600_000;

export interface ZoneOptions {
  host: string;
  /** well: all fine; troubled: no engine, full disk; empty: no app yet */
  mood: "well" | "troubled" | "empty";
}

export class PretendZone {
  readonly #options: ZoneOptions;
  readonly #apps: ControlPanelApp[];
  readonly #tasks = new Map<number, TaskManagerTask>();
  #nextTask = 40;

  constructor(options: ZoneOptions) {
    this.#options = options;
    this.#apps = options.mood === "empty" ? [] : this.#someApps();
  }

  answer(service: string, method: string, params: Record<string, unknown>): unknown {
    const name = `${service} ${method}`;
    switch (name) {
      case "control-panel system.overview":
        return {
          zone_host: this.#options.host,
          zone_did: "did:web:home.localhost",
          node: "ood1",
          os: "Debian GNU/Linux 12 (bookworm)",
          version: "0.1.0",
          uptime_seconds: (Date.now() - STARTED) / 1000,
          user: { user_id: "alice", show_name: "Alice", user_type: "admin" },
        };
      case "control-panel system.metrics":
        return this.#metrics();
      case "control-panel system.status":
        return this.#status();
      case "control-panel apps.list":
        this.#advance();
        return { total: this.#apps.length, apps: this.#apps };
      case "control-panel apps.details":
        return this.#details(String(params["app_id"]));
      case "control-panel apps.inspect":
        return inspect(params["source"] as ControlPanelSource);
      case "control-panel apps.install":
        return this.#install(params);
      case "control-panel apps.logs":
        return { entries: logs(String(params["app_id"])) };
      case "control-panel apps.start":
      case "control-panel apps.restart":
        return this.#become(String(params["app_id"]), "starting");
      case "control-panel apps.stop":
        return this.#become(String(params["app_id"]), "stopping");
      case "control-panel apps.uninstall":
        return this.#become(String(params["app_id"]), "removing");
      case "control-panel system.logs.query":
        return { entries: programLogs(String(params["service"])) };
      case "task-manager get_task":
        this.#advance();
        return { task: this.#tasks.get(Number(params["id"])) };
      case "task-manager wait_task":
        this.#advance();
        return { task: this.#tasks.get(Number(params["id"])), revision: Date.now() };
      default:
        throw new Error(`Unknown method: ${method}`);
    }
  }

  #someApps(): ControlPanelApp[] {
    const one = (
      app_id: string,
      show_name: string,
      image: string,
      state = "running",
      more: Partial<ControlPanelApp> = {},
    ): ControlPanelApp => ({
      app_id,
      show_name,
      version: "1.4.2",
      description: "",
      detail: "",
      app_index: 1,
      state,
      owner_user_id: "alice",
      hosts: [`${app_id}.${this.#options.host}`],
      url_path: "/",
      allow_guest: false,
      components: [
        {
          name: "web",
          image,
          state: state === "running" ? "running" : "exited",
          health: "healthy",
        },
        { name: "database", image: "postgres:16", state: "running", health: "healthy" },
      ],
      ...more,
    });
    return [
      one("photos", "Photos", "photoprism/photoprism:240915", "running", {
        description: "Every picture of the family, found by place, day and face.",
      }),
      one("paperless", "Paperless", "paperlessngx/paperless-ngx:2.13"),
      one("jellyfin", "Jellyfin", "jellyfin/jellyfin:10.9"),
      one("vault", "Vault", "vaultwarden/server:1.32"),
      one("home-assistant", "Home Assistant", "homeassistant:2026.10"),
      one("recipes", "Recipes", "tandoor:1.5", "stopped"),
      one("wiki", "家庭百科", "wikijs:2"),
      one("gitea", "Gitea", "gitea/gitea:1.22", "failed", {
        detail:
          "the component web ended with code 1, after 3 restarts; see the app's log, then start it again",
      }),
      one("freshrss", "FreshRSS", "freshrss/freshrss:1.24"),
    ];
  }

  #metrics(): ControlPanelSystemMetrics {
    const now = Date.now();
    const step = 5_000;
    const start = Math.floor(now / step) * step - 119 * step;
    const timeline: ControlPanelSample[] = Array.from({ length: 120 }, (_, i) =>
      pointAt(start + i * step),
    );
    const last = timeline.at(-1) ?? pointAt(now);
    const troubled = this.#options.mood === "troubled";
    return {
      at: now,
      cpu: { usage_percent: last.cpu_percent, cores: 8, model: "AMD Ryzen 7 5825U" },
      memory: {
        total_bytes: 31.2 * GIB,
        used_bytes: (last.memory_percent / 100) * 31.2 * GIB,
        zone_bytes: 268 * MIB,
      },
      disks: [
        { label: "System", mount: "/", total_bytes: 234 * GIB, used_bytes: 61 * GIB },
        {
          label: "Data",
          mount: "/srv",
          total_bytes: 3_650 * GIB,
          used_bytes: (troubled ? 3_570 : 1_420) * GIB,
        },
      ],
      network: { rx_per_sec: last.rx_per_sec, tx_per_sec: last.tx_per_sec },
      timeline,
      programs: [
        program("node", 3_120, 54, 0.2),
        program("services", 3_164, 121, 0.4),
        program("gateway", 3_165, 93, 0.3, troubled ? 4 : 0),
      ],
    };
  }

  #status(): ControlPanelSystemStatus {
    const troubled = this.#options.mood === "troubled";
    return {
      state: troubled ? "critical" : "online",
      warnings: troubled
        ? [
            {
              label: "engine",
              message:
                "The container engine does not answer: no container engine: there is no socket /var/run/docker.sock",
              severity: "critical",
              next_step: "Start or install it; `bucky doctor` says how",
            },
            {
              label: "disk",
              message: "The disk of /opt/buckyos has 812 MiB left.",
              severity: "warning",
              next_step: "Remove what is not needed; without space nothing can be saved.",
            },
          ]
        : [],
      services: [
        { name: "system-config", status: "running", detail: "" },
        { name: "verify-hub", status: "running", detail: "" },
        { name: "scheduler", status: "running", detail: "" },
        { name: "task-manager", status: "running", detail: "" },
        { name: "control-panel", status: "running", detail: "" },
      ],
      phases: [
        phase("identity", 0, "ood1 of home.localhost"),
        phase("programs", 210, ""),
        phase("system-config", 420, "system-config answered after 380 ms"),
        phase("gateway", 610, "ports 3080, 3443, 3180"),
        phase("zone", 1_240, ""),
        phase("node-config", 1_905, "9 apps"),
      ],
    };
  }

  #details(id: string): ControlPanelAppDetails {
    const app = this.#apps.find((one) => one.app_id === id);
    if (!app) throw new Error(`Failed due to reason: There is no app ${id}.`);
    const components = app.components.map((component, i) => ({
      ...component,
      ...(app.state === "running"
        ? {
            state: "running",
            started_at: Math.floor(STARTED / 1000),
            memory_bytes: (412 - i * 130) * MIB,
            memory_limit_bytes: 512 * MIB,
            cpu_percent: 2.4 + wave(Date.now(), 40, i),
          }
        : { state: "exited", exit_code: app.state === "failed" ? 137 : 0 }),
    }));
    return {
      app: { ...app, components },
      spec: {
        app_index: 3,
        user_id: "alice",
        enable: true,
        state: "running",
        app_doc: { name: id },
      },
      permissions: inspect({ kind: "compose", files: [], env: {} }).permissions.filter(
        (p) => p.risk !== "refused",
      ),
      mounts: [
        {
          target: "/photoprism/storage",
          source: `data/home/alice/.local/share/${id}`,
          component: "web",
          read_only: false,
        },
        {
          target: "/photoprism/originals",
          source: "/media/photos",
          component: "web",
          read_only: true,
        },
      ],
      ports: [{ name: "www", port: 10_048, inner_port: 2342, protocol: "tcp" }],
      ...(app.state === "running"
        ? { memory_bytes: 694 * MIB, cpu_percent: 4.8 + 2 * wave(Date.now(), 40, 0) }
        : {}),
    };
  }

  #install(params: Record<string, unknown>) {
    const id = String(params["app_id"]);
    const task_id = this.#newTask(`install ${id}`);
    const before = this.#apps.findIndex((app) => app.app_id === id);
    if (before >= 0) this.#apps.splice(before, 1);
    this.#apps.push({
      app_id: id,
      show_name: id.slice(0, 1).toUpperCase() + id.slice(1),
      version: "30.0",
      description: "",
      detail: "",
      app_index: 12,
      allow_guest: false,
      state: "installing",
      owner_user_id: "alice",
      task_id,
      hosts: [`${id}.${this.#options.host}`],
      url_path: "/",
      components: [{ name: "web", image: "nextcloud:30", state: "created", health: "none" }],
    });
    return { task_id, app_id: id };
  }

  #newTask(name: string): number {
    const id = this.#nextTask++;
    const now = Date.now() / 1000;
    this.#tasks.set(id, {
      id,
      user_id: "alice",
      app_id: "control-panel",
      name,
      task_type: "app.install",
      status: "Running",
      progress: 4,
      message: "starting",
      parent_id: null,
      root_id: String(id),
      data: {},
      permissions: { read: "User", write: "Private" },
      created_at: now,
      updated_at: now,
    });
    return id;
  }

  #become(id: string, state: string) {
    const app = this.#apps.find((one) => one.app_id === id);
    if (!app) throw new Error(`There is no app ${id}.`);
    app.state = state;
    app.task_id = this.#newTask(`${state} ${id}`);
    return { task_id: app.task_id };
  }

  #advance(): void {
    for (const task of this.#tasks.values()) {
      const age = Date.now() / 1000 - task.created_at;
      task.progress = Math.min(100, 4 + age * 7);
      task.message = age < 10 ? "Pulling nextcloud:30 46 %" : "Starting web";
      if (task.progress === 100) task.status = "Completed";
      const app = this.#apps.find((one) => one.task_id === task.id);
      if (app && task.status === "Completed") {
        app.state = { stopping: "stopped", removing: "removed" }[app.state] ?? "running";
        delete app.task_id;
      }
    }
    for (let i = this.#apps.length - 1; i >= 0; i--) {
      if (this.#apps[i]?.state === "removed") this.#apps.splice(i, 1);
    }
  }
}

function wave(at: number, seconds: number, shift: number): number {
  return Math.sin((at / 1000 / seconds) * 2 * Math.PI + shift);
}

function pointAt(at: number): ControlPanelSample {
  const burst = Math.max(0, wave(at, 230, 0.4)) ** 6;
  const jitter = ((Math.imul(at / 5_000, 2_654_435_761) >>> 8) % 1000) / 1000;
  return {
    at,
    cpu_percent: 6 + 3 * wave(at, 90, 1) + 42 * burst + 5 * jitter,
    memory_percent: 34 + 2 * wave(at, 600, 0) + 3 * burst,
    rx_per_sec: 90_000 + 6_200_000 * burst + 80_000 * jitter,
    tx_per_sec: 40_000 + 1_900_000 * Math.max(0, wave(at, 150, 2)) ** 5 + 60_000 * jitter,
  };
}

function program(name: string, pid: number, mib: number, cpu: number, restarts = 0) {
  return {
    name,
    pid,
    rss_bytes: mib * MIB,
    cpu_percent: cpu,
    state: "running",
    restarts,
    since: Math.floor(STARTED / 1000),
  };
}

function phase(name: string, after: number, detail: string) {
  return { name, state: "done", detail, at: Math.floor((STARTED + after) / 1000) };
}

function inspect(source: ControlPanelSource): ControlPanelInspection {
  const image = source.kind === "image";
  return {
    app_id: image ? (source.name ?? "app") : "nextcloud",
    show_name: image ? (source.name ?? "app") : "Nextcloud",
    version: "30.0",
    description: image ? "" : "Files, calendars and contacts for the whole family.",
    components: [
      { name: "web", image: "nextcloud:30-apache", present: false },
      { name: "database", image: "mariadb:11", present: true },
      { name: "cache", image: "redis:7-alpine", present: true },
    ],
    main: { component: "web", port: 80 },
    candidates: [
      { component: "web", port: 80 },
      { component: "web", port: 8_443 },
    ],
    permissions: image
      ? []
      : [
          {
            id: "host-path:/media:rw",
            kind: "host-path",
            title: "Read and change /media",
            detail: "A folder of this machine. Without it the app gets an empty folder of its own.",
            risk: "high",
            required: true,
            by_default: false,
          },
          {
            id: "device:/dev/dri",
            kind: "device",
            title: "Use the device /dev/dri",
            detail: "The app talks to this hardware directly.",
            risk: "medium",
            required: false,
            by_default: false,
          },
          {
            id: "port:8080/tcp",
            kind: "port",
            title: "Open port 8080/tcp",
            detail:
              "Whoever reaches this machine on the network reaches the app there, without the zone's login.",
            risk: "medium",
            required: false,
            by_default: false,
          },
          {
            id: "docker-socket",
            kind: "docker-socket",
            title: "Command the container engine",
            detail: "No app gets this: it would end all separation between apps and the machine.",
            risk: "refused",
            required: false,
            by_default: false,
          },
        ],
    env: image
      ? []
      : [
          { name: "NEXTCLOUD_ADMIN_USER", value: "admin", secret: false, required: true },
          { name: "NEXTCLOUD_ADMIN_PASSWORD", value: "", secret: true, required: true },
          { name: "PHP_MEMORY_LIMIT", value: "512M", secret: false, required: false },
        ],
    unsupported: image
      ? []
      : [
          {
            path: "services.web.deploy.placement",
            reason: "it has no meaning without a swarm",
            fatal: false,
          },
          {
            path: "services.web.container_name",
            reason: "containers are named after their app; the name still resolves inside it",
            fatal: false,
          },
        ],
    problems: [],
    installable: true,
  };
}

const SAID = [
  "GET /api/v1/session 200 in 3.1 ms",
  "indexed 14 new files in /photoprism/originals/2026/11",
  "thumbnails: created 28 in 1.9 s",
  "checkpoint complete: wrote 57 buffers (0.3%)",
  "GET /s/holiday/beach.jpg 304 in 0.8 ms",
];

function logs(app: string): ControlPanelAppLogLine[] {
  const now = Date.now();
  const first = Math.floor(now / 2_000) - 160;
  return Array.from({ length: 160 }, (_, i) => {
    const n = first + i;
    const bad = n % 37 === 0;
    return {
      at: n * 2_000,
      component: n % 4 === 3 ? "database" : "web",
      stream: bad ? "stderr" : "stdout",
      text: bad ? `${app}: upstream took 2.4 s to answer` : (SAID[n % SAID.length] ?? ""),
    };
  });
}

function programLogs(service: string) {
  const now = Date.now();
  return Array.from({ length: 40 }, (_, i) => ({
    timestamp: new Date(now - (40 - i) * 11_000).toISOString(),
    level: i % 13 === 5 ? "WARN" : "INFO",
    service,
    message: i % 2 === 0 ? "scheduler.planned changes=0 took_ms=4" : "node.converged actions=0",
    raw: "",
  }));
}
