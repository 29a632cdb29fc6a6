// The methods of the Zone's services as TypeScript types.

export interface UserInfo {
  show_name: string;
  user_id: string;
  user_type: string;
  state: string;
}

export interface SignedIn {
  user_info: UserInfo;
  session_token: string;
  refresh_token: string;
  sso_nonce: number;
}

export interface SystemOverview {
  zone_host: string;
  zone_did: string;
  node: string;
  os: string;
  version: string;
  uptime_seconds: number;
  user: UserInfo;
}

export interface MetricsPoint {
  at: number;
  cpu_percent: number;
  memory_percent: number;
  rx_per_sec: number;
  tx_per_sec: number;
}

export interface ProgramInfo {
  name: string;
  pid: number;
  rss_bytes: number;
  cpu_percent: number;
  state: string;
  restarts: number;
  since: number;
}

export interface DiskInfo {
  label: string;
  mount: string;
  total_bytes: number;
  used_bytes: number;
}

export interface SystemMetrics {
  at: number;
  cpu: { usage_percent: number; cores: number; model: string };
  memory: { total_bytes: number; used_bytes: number; zone_bytes: number };
  disks: DiskInfo[];
  network: { rx_per_sec: number; tx_per_sec: number };
  timeline: MetricsPoint[];
  programs: ProgramInfo[];
}

export interface SystemWarning {
  label: string;
  message: string;
  severity: string;
  next_step: string;
}

export interface ServiceState {
  name: string;
  status: string;
  detail: string;
}

export interface BootPhase {
  name: string;
  state: string;
  detail: string;
  at: number;
}

export interface SystemStatus {
  state: string;
  warnings: SystemWarning[];
  services: ServiceState[];
  phases: BootPhase[];
}

export interface AppComponent {
  name: string;
  image: string;
  state: string;
  health?: string;
}

export interface AppInfo {
  app_id: string;
  show_name: string;
  version: string;
  icon_url?: string;
  description: string;
  state: string;
  detail: string;
  owner_user_id: string;
  task_id?: number;
  app_index: number;
  hosts: string[];
  url_path?: string;
  allow_guest: boolean;
  components: AppComponent[];
}

export interface AppPermission {
  id: string;
  kind: string;
  title: string;
  detail: string;
  risk: string;
  required: boolean;
  by_default: boolean;
}

export interface AppMount {
  component: string;
  target: string;
  source: string;
  read_only: boolean;
}

export interface AppPort {
  name: string;
  port: number;
  inner_port?: number;
  protocol: string;
}

export interface AppDetails {
  app: AppInfo;
  spec: unknown;
  permissions: AppPermission[];
  mounts: AppMount[];
  ports: AppPort[];
  memory_bytes?: number;
  cpu_percent?: number;
}

export interface SourceFile {
  path: string;
  content: string;
}

export type AppSource =
  | { kind: "compose"; name?: string; files: SourceFile[] }
  | { kind: "image"; image: string; port: number; name?: string; env?: Record<string, string> }
  | { kind: "app_doc"; app_doc: unknown };

export interface MainPort {
  component: string;
  port: number;
}

export interface AppEnv {
  name: string;
  value: string;
  secret: boolean;
  required: boolean;
}

export interface AppInspection {
  app_id: string;
  show_name: string;
  version: string;
  description: string;
  icon_url?: string;
  components: { name: string; image: string; present: boolean }[];
  main?: MainPort;
  candidates: MainPort[];
  permissions: AppPermission[];
  env: AppEnv[];
  unsupported: { path: string; reason: string; fatal: boolean }[];
  problems: { path: string; message: string }[];
  installable: boolean;
}

export interface InstallRequest {
  source: AppSource;
  app_id?: string;
  user_id?: string;
  grants: string[];
  env: Record<string, string>;
  main?: MainPort;
  allow_guest?: boolean;
  idempotency_key?: string;
}

export interface AppAddress {
  app_id: string;
  user_id?: string;
}

export interface LogEntry {
  at: number;
  component: string;
  stream: string;
  text: string;
}

export interface SystemLogEntry {
  timestamp: string;
  level: string;
  service: string;
  message: string;
  raw: string;
}

export interface Task {
  id: number;
  user_id: string;
  app_id: string;
  name: string;
  task_type: string;
  status: string;
  progress: number;
  message?: string;
  data?: unknown;
  created_at: number;
  updated_at: number;
}

export interface Services {
  "control-panel": {
    "auth.login": {
      params: {
        username: string;
        password: string;
        appid: string;
        login_nonce: number;
        redirect_url?: string;
      };
      result: SignedIn;
    };
    "auth.issue_sso_token": {
      params: {
        username: string;
        password: string;
        login_nonce: number;
        client_id: string;
        redirect_uri: string;
      };
      result: { token: string; origin: string };
    };
    "auth.logout": { params: { refresh_token: string }; result: boolean };
    "system.overview": { params: Record<never, never>; result: SystemOverview };
    "system.metrics": { params: { lite?: boolean }; result: SystemMetrics };
    "system.status": { params: Record<never, never>; result: SystemStatus };
    "system.logs.list": {
      params: Record<never, never>;
      result: { services: { id: string; label: string }[] };
    };
    "system.logs.query": {
      params: { service: string; lines: number; level?: string; keyword?: string };
      result: { entries: SystemLogEntry[] };
    };
    "apps.list": { params: { user_id?: string }; result: { total: number; apps: AppInfo[] } };
    "apps.details": { params: AppAddress; result: AppDetails };
    "apps.inspect": { params: { source: AppSource }; result: AppInspection };
    "apps.install": { params: InstallRequest; result: { task_id: number; app_id: string } };
    "apps.start": { params: AppAddress; result: { task_id: number } };
    "apps.stop": { params: AppAddress; result: { task_id: number } };
    "apps.restart": { params: AppAddress; result: { task_id: number } };
    "apps.uninstall": {
      params: AppAddress & { data_disposition: "retain" | "delete" };
      result: { task_id: number };
    };
    "apps.logs": {
      params: AppAddress & { component?: string; lines?: number };
      result: { entries: LogEntry[] };
    };
  };
  "task-manager": {
    get_task: { params: { id: number }; result: { task: Task } };
    wait_task: {
      params: { id: number; known_revision: number; timeout_ms: number };
      result: { task: Task; revision: number };
    };
  };
  active: {
    activate: {
      params: {
        zone_name: string;
        user_name: string;
        password_hash: string;
        show_name?: string;
        code?: string;
        recovery_phrase?: string;
      };
      result: {
        zone_host: string;
        zone_did: string;
        zone_url: string;
        user_name: string;
        recovery_phrase: string;
      };
    };
  };
}
