// The methods of the Zone's services as TypeScript types.

export interface UserInfo {
  show_name: string;
  user_id: string;
  user_type: string;
  state?: string | null;
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
  user?: UserInfo | null;
}

export interface MetricsPoint {
  at: string;
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
  since: string;
}

export interface DiskInfo {
  label: string;
  mount: string;
  total_bytes: number;
  used_bytes: number;
}

export interface SystemMetrics {
  at: string;
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
  next_step?: string | null;
}

export interface ServiceState {
  name: string;
  status: string;
  detail?: string | null;
}

export interface BootPhase {
  name: string;
  state: string;
  detail?: string | null;
  at?: string | null;
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
  state?: string | null;
  health?: string | null;
}

export interface AppInfo {
  app_id: string;
  show_name: string;
  version?: string | null;
  icon_url?: string | null;
  description?: string | null;
  state: string;
  detail?: string | null;
  owner_user_id: string;
  task_id?: number | null;
  app_index?: number | null;
  hosts?: string[] | null;
  url_path?: string | null;
  allow_guest?: boolean | null;
  components?: AppComponent[] | null;
}

export interface AppPermission {
  id: string;
  kind: string;
  title: string;
  detail?: string | null;
  risk: string;
  required: boolean;
}

export interface AppMount {
  source?: string | null;
  target?: string | null;
  access?: string | null;
  kind?: string | null;
}

export interface AppPort {
  name?: string | null;
  component?: string | null;
  port: number;
  exposed?: number | null;
}

export interface AppDetails {
  app: AppInfo;
  spec: unknown;
  permissions: AppPermission[];
  mounts: AppMount[];
  ports: AppPort[];
  memory_bytes?: number | null;
  cpu_percent?: number | null;
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
  value?: string | null;
  secret: boolean;
  required: boolean;
}

export interface AppInspection {
  app_id: string;
  show_name: string;
  version?: string | null;
  description?: string | null;
  icon_url?: string | null;
  components: { name: string; image: string; present: boolean }[];
  main?: MainPort | null;
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
  at: string;
  component?: string | null;
  stream?: string | null;
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
  message?: string | null;
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
  };
  active: {
    activate: {
      params: { zone_name: string; user_name: string; password_hash: string; code: string };
      result: { zone_host: string; zone_url: string; recovery_phrase: string };
    };
  };
}
