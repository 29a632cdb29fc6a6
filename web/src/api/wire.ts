// Generated from the declared methods; do not edit.

/** What a method takes and gives. */
export interface Call<Params, Result> {
  params: Params;
  result: Result;
}

export interface ActivationActiveByWalletRequest {
  boot_config_jwt: string;
  device_doc_jwt: string;
  device_mini_doc_jwt: string;
  device_private_key: string;
  user_name: string;
  zone_name: string;
  public_key: unknown;
  admin_password_hash: string;
  guest_access?: boolean;
  friend_passcode?: string;
  sn_url?: string;
  sn_username?: string;
  code?: string;
}

export interface ActivationDeviceInfoAnswer {
  device_info: unknown;
}

export interface ActivationDoActiveRequest {
  user_name: string;
  zone_name: string;
  public_key: unknown;
  private_key: string;
  device_public_key: unknown;
  device_private_key: string;
  net_id?: string;
  admin_password_hash?: string;
  guest_access?: boolean;
  friend_passcode?: string;
  device_rtcp_port?: number;
  sn_url?: string;
  sn_username?: string;
  code?: string;
}

export interface ActivationDone {
  code: number;
}

export interface ActivationKeyPair {
  private_key: string;
  public_key: unknown;
  access_token: string;
}

export interface ActivationPrepareRequest {
  user_name: string;
  zone_name: string;
  public_key: unknown;
  device_public_key: unknown;
  device_private_key: string;
  net_id?: string;
  device_rtcp_port?: number;
  sn_url?: string;
  sn_username?: string;
}

export interface ActivationPrepared {
  device_config: unknown;
  rpc_token?: unknown;
  device_info: string;
}

export interface ActivationTxtRecordsAnswer {
  BOOT: string;
  DEV: string;
}

export interface ActivationTxtRecordsRequest {
  zone_boot_config: string;
  device_mini_config: string;
  private_key: string;
}

export interface ConfigActions {
  actions?: unknown;
  main_key?: unknown;
}

export interface ConfigAppend {
  key: string;
  append_value?: string;
}

export interface ConfigChanges {
  changes: ConfigHistoricChange[];
}

export interface ConfigCommitted {
  revision: number;
}

export interface ConfigHistoricChange {
  revision: number;
  value?: string;
  version: number;
}

export interface ConfigKey {
  key: string;
}

export interface ConfigPathWrite {
  key: string;
  json_path?: string;
  value?: string;
}

export interface ConfigPrefix {
  prefix: string;
}

export interface ConfigSnapshot {
  revision: number;
  entries: Record<string, Entry>;
}

export interface ConfigWrite {
  key: string;
  value?: string;
}

export interface ControlPanelApp {
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
  components: ControlPanelComponent[];
}

export interface ControlPanelAppDetails {
  app: ControlPanelApp;
  spec: unknown;
  permissions: ControlPanelPermission[];
  mounts: ControlPanelMountPoint[];
  ports: ControlPanelPortUse[];
  memory_bytes?: number;
  cpu_percent?: number;
}

export interface ControlPanelAppList {
  total: number;
  apps: ControlPanelApp[];
}

export interface ControlPanelAppLogLine {
  at: number;
  component: string;
  stream: string;
  text: string;
}

export interface ControlPanelAppLogs {
  entries: ControlPanelAppLogLine[];
}

export interface ControlPanelAppLogsRequest {
  app_id: string;
  user_id?: string;
  component?: string;
  lines?: number;
}

export interface ControlPanelAppRequest {
  app_id: string;
  user_id?: string;
}

export interface ControlPanelAppsListRequest {
  user_id?: string;
}

export interface ControlPanelComponent {
  name: string;
  image: string;
  state: string;
  health?: string;
  exit_code?: number;
  started_at?: number;
  memory_bytes?: number;
  memory_limit_bytes?: number;
  cpu_percent?: number;
}

export interface ControlPanelComponentDraft {
  name: string;
  image: string;
  present: boolean;
}

export interface ControlPanelCpu {
  usage_percent: number;
  cores: number;
  model: string;
}

export interface ControlPanelDisk {
  label: string;
  mount: string;
  total_bytes: number;
  used_bytes: number;
}

export interface ControlPanelEnvVariable {
  name: string;
  value: string;
  secret: boolean;
  required: boolean;
}

export interface ControlPanelInspectRequest {
  source: ControlPanelSource;
}

export interface ControlPanelInspection {
  app_id: string;
  show_name: string;
  version: string;
  description: string;
  icon_url?: string;
  components: ControlPanelComponentDraft[];
  main?: ControlPanelMainEndpoint;
  candidates: ControlPanelMainEndpoint[];
  permissions: ControlPanelPermission[];
  env: ControlPanelEnvVariable[];
  unsupported: ControlPanelUnsupported[];
  problems: ControlPanelTrouble[];
  installable: boolean;
}

export interface ControlPanelInstallRequest {
  source: ControlPanelSource;
  app_id?: string;
  user_id?: string;
  grants: string[];
  env: Record<string, string>;
  main?: ControlPanelMainEndpoint;
  allow_guest: boolean;
  idempotency_key?: string;
}

export interface ControlPanelInstallResult {
  task_id: number;
  app_id: string;
}

export interface ControlPanelLogEntries {
  entries: ControlPanelLogEntry[];
}

export interface ControlPanelLogEntry {
  timestamp: string;
  level: string;
  service: string;
  message: string;
  raw: string;
}

export interface ControlPanelLogService {
  id: string;
  label: string;
}

export interface ControlPanelLogServices {
  services: ControlPanelLogService[];
}

export interface ControlPanelLoginRequest {
  username: string;
  password: string;
  appid?: string;
  login_nonce?: number;
  redirect_url?: string;
}

export interface ControlPanelLoginResult {
  user_info: ControlPanelUserInfo;
  session_token: string;
  refresh_token: string;
  sso_nonce: number;
}

export interface ControlPanelLogoutRequest {
  refresh_token: string;
}

export interface ControlPanelLogsQuery {
  service: string;
  lines?: number;
  level?: string;
  keyword?: string;
}

export interface ControlPanelMainEndpoint {
  component: string;
  port: number;
}

export interface ControlPanelMemory {
  total_bytes: number;
  used_bytes: number;
  zone_bytes: number;
}

export interface ControlPanelMetricsRequest {
  lite: boolean;
}

export interface ControlPanelMountPoint {
  component: string;
  target: string;
  source: string;
  read_only: boolean;
}

export interface ControlPanelNetwork {
  rx_per_sec: number;
  tx_per_sec: number;
}

export interface ControlPanelOpenAppRequest {
  client_id?: string;
  redirect_url: string;
}

export interface ControlPanelOpenedApp {
  app_id: string;
  sso_nonce: number;
}

export interface ControlPanelOverview {
  zone_host: string;
  zone_did: string;
  node: string;
  os: string;
  version: string;
  uptime_seconds: number;
  user: ControlPanelUserInfo;
}

export interface ControlPanelPermission {
  id: string;
  kind: string;
  title: string;
  detail: string;
  risk: string;
  required: boolean;
  by_default: boolean;
}

export interface ControlPanelPhase {
  name: string;
  state: string;
  detail: string;
  at: number;
}

export interface ControlPanelPortUse {
  name: string;
  port: number;
  inner_port?: number;
  protocol: string;
}

export interface ControlPanelProgram {
  name: string;
  pid: number;
  rss_bytes: number;
  cpu_percent: number;
  state: string;
  restarts: number;
  since: number;
}

export interface ControlPanelRefreshRequest {
  refresh_token: string;
}

export interface ControlPanelSample {
  at: number;
  cpu_percent: number;
  memory_percent: number;
  rx_per_sec: number;
  tx_per_sec: number;
}

export interface ControlPanelServiceState {
  name: string;
  status: string;
  detail: string;
}

export interface ControlPanelSource {
  kind: string;
  name?: string;
  files: ControlPanelSourceFile[];
  image?: string;
  port?: number;
  env: Record<string, string>;
  app_doc?: unknown;
}

export interface ControlPanelSourceFile {
  path: string;
  content: string;
}

export interface ControlPanelSsoToken {
  token: string;
  origin: string;
}

export interface ControlPanelSsoTokenRequest {
  username: string;
  password: string;
  login_nonce?: number;
  client_id: string;
  redirect_uri: string;
}

export interface ControlPanelSystemMetrics {
  at: number;
  cpu: ControlPanelCpu;
  memory: ControlPanelMemory;
  disks: ControlPanelDisk[];
  network: ControlPanelNetwork;
  timeline: ControlPanelSample[];
  programs: ControlPanelProgram[];
}

export interface ControlPanelSystemStatus {
  state: string;
  warnings: ControlPanelWarning[];
  services: ControlPanelServiceState[];
  phases: ControlPanelPhase[];
}

export interface ControlPanelTaskRef {
  task_id: number;
}

export interface ControlPanelTokenPair {
  session_token: string;
  refresh_token: string;
}

export interface ControlPanelTrouble {
  path: string;
  message: string;
}

export interface ControlPanelUninstallRequest {
  app_id: string;
  user_id?: string;
  data_disposition: string;
}

export interface ControlPanelUnsupported {
  path: string;
  reason: string;
  fatal: boolean;
}

export interface ControlPanelUserInfo {
  show_name: string;
  user_id: string;
  user_type: string;
  state: string;
}

export interface ControlPanelVerifyRequest {
  session_token: string;
}

export interface ControlPanelWarning {
  label: string;
  message: string;
  severity: string;
  next_step: string;
}

export interface Entry {
  value: string;
  version: number;
}

export interface NodeActivateRequest {
  zone_name: string;
  user_name: string;
  password_hash: string;
  show_name?: string;
  code?: string;
  recovery_phrase?: string;
}

export interface NodeActivated {
  zone_host: string;
  zone_did: string;
  zone_url: string;
  user_name: string;
  recovery_phrase: string;
}

export interface NodeActivation {
  url: string;
  code: string;
}

export interface NodeApp {
  instance: string;
  state: string;
  target: string;
  detail: string;
}

export interface NodeAppLogs {
  entries: NodeLogLine[];
}

export interface NodeAppLogsRequest {
  app_id: string;
  user_id?: string;
  component?: string;
  lines?: number;
}

export interface NodeAppUsage {
  containers: NodeContainerUsage[];
}

export interface NodeAppUsageRequest {
  app_id: string;
  user_id?: string;
}

export interface NodeCallRequest {
  service: string;
  method: string;
  params: unknown;
}

export interface NodeCheck {
  name: string;
  state: string;
  what: string;
  next_step: string;
}

export interface NodeContainerUsage {
  component: string;
  state: string;
  health?: string;
  exit_code?: number;
  started_at?: number;
  memory_bytes?: number;
  memory_limit_bytes?: number;
  cpu_percent?: number;
}

export interface NodeDoctor {
  checks: NodeCheck[];
}

export interface NodeEngine {
  available: boolean;
  name: string;
  version: string;
  detail: string;
}

export interface NodeLogLine {
  at: string;
  component: string;
  stream: string;
  text: string;
}

export interface NodePhase {
  name: string;
  state: string;
  detail: string;
  next_step: string;
  at: number;
}

export interface NodeProgram {
  name: string;
  pid: number;
  state: string;
  restarts: number;
  rss_bytes: number;
  since: number;
  detail: string;
}

export interface NodeStatus {
  version: string;
  root: string;
  phase: string;
  phases: NodePhase[];
  warnings: NodeWarning[];
  activation?: NodeActivation;
  zone?: NodeZone;
  programs: NodeProgram[];
  engine: NodeEngine;
  apps: NodeApp[];
}

export interface NodeStopRequest {
  apps: boolean;
}

export interface NodeToken {
  token: string;
  system_config_url: string;
}

export interface NodeWarning {
  label: string;
  message: string;
  severity: string;
  next_step: string;
}

export interface NodeZone {
  host: string;
  aliases: string[];
  did: string;
  url: string;
  https_url: string;
  owner: string;
  node: string;
}

export interface SchedulerBootRequest {
  zone_host?: string;
}

export interface SchedulerBootResult {
  revision: number;
  keys: number;
}

export interface SchedulerExplainRequest {
  app?: string;
}

export interface SchedulerExplanation {
  spec: string;
  state: string;
  nodes: string[];
  reason: string;
  next_step?: string;
}

export interface SchedulerExplanations {
  items: SchedulerExplanation[];
}

export interface SchedulerRefreshed {
  updated: boolean;
  tx_action_count: number;
}

export interface TaskManagerCancel {
  id: number;
  recursive: boolean;
}

export interface TaskManagerCreate {
  name: string;
  task_type: string;
  data?: unknown;
  permissions?: TaskManagerPermissions;
  parent_id?: number;
  root_id?: string;
  priority?: number;
  user_id?: string;
  app_id?: string;
  app_name?: string;
}

export interface TaskManagerCreateDownload {
  download_url: string;
  objid?: string;
  download_options?: unknown;
  parent_id?: number;
  permissions?: TaskManagerPermissions;
  root_id?: string;
  priority?: number;
  user_id?: string;
  app_id?: string;
  app_name?: string;
}

export interface TaskManagerCreated {
  task_id: number;
  task: TaskManagerTask;
}

export interface TaskManagerCreatedDownload {
  task_id: number;
}

export interface TaskManagerFilter {
  app_id?: string;
  task_type?: string;
  status?: "Pending" | "Running" | "Paused" | "Completed" | "Failed" | "Canceled" | "WaitingForApproval";
  parent_id?: number;
  root_id?: string;
  source_user_id?: string;
  source_app_id?: string;
}

export interface TaskManagerMany {
  tasks: TaskManagerTask[];
}

export interface TaskManagerOne {
  task: TaskManagerTask;
}

export interface TaskManagerParent {
  parent_id: number;
}

export interface TaskManagerPermissions {
  read: "Private" | "User" | "System";
  write: "Private" | "User" | "System";
}

export interface TaskManagerRef {
  id: number;
}

export interface TaskManagerSeen {
  task: TaskManagerTask;
  revision: number;
}

export interface TaskManagerTask {
  id: number;
  user_id: string;
  app_id: string;
  parent_id: number | null;
  root_id: string;
  name: string;
  task_type: string;
  status: "Pending" | "Running" | "Paused" | "Completed" | "Failed" | "Canceled" | "WaitingForApproval";
  progress: number;
  message: string | null;
  data: unknown;
  permissions: TaskManagerPermissions;
  created_at: number;
  updated_at: number;
}

export interface TaskManagerTimeRange {
  start_time: number;
  end_time: number;
  app_id?: string;
  task_type?: string;
  source_user_id?: string;
  source_app_id?: string;
}

export interface TaskManagerUpdate {
  id: number;
  status?: "Pending" | "Running" | "Paused" | "Completed" | "Failed" | "Canceled" | "WaitingForApproval";
  progress?: number;
  message?: string;
  data?: unknown;
}

export interface TaskManagerUpdateData {
  id: number;
  data: unknown;
}

export interface TaskManagerUpdateError {
  id: number;
  error_message: string;
}

export interface TaskManagerUpdateProgress {
  id: number;
  completed_items: number;
  total_items: number;
}

export interface TaskManagerUpdateStatus {
  id: number;
  status: "Pending" | "Running" | "Paused" | "Completed" | "Failed" | "Canceled" | "WaitingForApproval";
}

export interface TaskManagerWait {
  id: number;
  known_revision: number;
  timeout_ms: number;
}

export interface VerifyHubLogin {
  user_info: VerifyHubUserInfo;
  session_token: string;
  refresh_token: string;
}

export interface VerifyHubLoginByJwt {
  type?: string;
  jwt?: string;
  app_instance_id?: string;
}

export interface VerifyHubLoginByPassword {
  type?: string;
  username?: string;
  password?: string;
  appid?: string;
  login_nonce?: number;
  app_instance_id?: string;
  source_url?: string;
  client_address?: string;
}

export interface VerifyHubLoginBySession {
  session_token: string;
  appid: string;
  app_instance_id?: string;
  client_address?: string;
}

export interface VerifyHubRefreshToken {
  refresh_token?: string;
}

export interface VerifyHubRotatedKey {
  public_key: unknown;
  previous_until: number;
}

export interface VerifyHubSudoByPassword {
  username?: string;
  password?: string;
  appid?: string;
  login_nonce?: number;
  app_instance_id?: string;
  aud?: string;
  client_address?: string;
}

export interface VerifyHubSudoToken {
  session_token: string;
}

export interface VerifyHubTokenPair {
  session_token: string;
  refresh_token: string;
}

export interface VerifyHubUserInfo {
  show_name: string;
  user_id: string;
  user_type: string;
  state: string;
}

export interface VerifyHubVerifyToken {
  session_token?: string;
  appid?: string;
  app_instance_id?: string;
}

/** The methods of active. */
export interface ActiveMethods {
  /** Makes this machine the first node of a new zone; the owner's key is made here. */
  activate: Call<NodeActivateRequest, NodeActivated>;
  /** Makes this machine the first node of a zone, with documents that a wallet signed. */
  active_by_wallet: Call<ActivationActiveByWalletRequest, ActivationDone>;
  /** Makes this machine the first node of a zone, with an owner key from outside. */
  do_active: Call<ActivationDoActiveRequest, ActivationDone>;
  /** A new Ed25519 key pair. */
  generate_key_pair: Call<Record<string, never>, ActivationKeyPair>;
  /** Signs the documents that go into the DNS TXT records of a domain. */
  generate_zone_txt_records: Call<ActivationTxtRecordsRequest, ActivationTxtRecordsAnswer>;
  /** What this machine is made of. */
  get_device_info: Call<Record<string, never>, ActivationDeviceInfoAnswer>;
  /** The documents that a wallet has to sign. */
  prepare_params_for_active_by_wallet: Call<ActivationPrepareRequest, ActivationPrepared>;
}

/** The methods of control-panel. */
export interface ControlPanelMethods {
  /** Everything about one app. */
  "apps.details": Call<ControlPanelAppRequest, ControlPanelAppDetails>;
  /** Reads an app before it is installed: components, permissions, problems. */
  "apps.inspect": Call<ControlPanelInspectRequest, ControlPanelInspection>;
  /** Installs an app; the task tells how it goes. */
  "apps.install": Call<ControlPanelInstallRequest, ControlPanelInstallResult>;
  /** The apps that the caller may see. */
  "apps.list": Call<ControlPanelAppsListRequest, ControlPanelAppList>;
  /** The last lines that an app's containers wrote. */
  "apps.logs": Call<ControlPanelAppLogsRequest, ControlPanelAppLogs>;
  /** Makes the app's containers anew. */
  "apps.restart": Call<ControlPanelAppRequest, ControlPanelTaskRef>;
  /** Starts a stopped app. */
  "apps.start": Call<ControlPanelAppRequest, ControlPanelTaskRef>;
  /** Stops an app and keeps it installed. */
  "apps.stop": Call<ControlPanelAppRequest, ControlPanelTaskRef>;
  /** Removes an app, with or without its data. */
  "apps.uninstall": Call<ControlPanelUninstallRequest, ControlPanelTaskRef>;
  /** Logs a user in for an app that opened the login page as a popup; without a password by the caller's session at the panel. */
  "auth.issue_sso_token": Call<ControlPanelSsoTokenRequest, ControlPanelSsoToken>;
  /** Logs a user in by password proof; with a redirect_url also starts a web login. */
  "auth.login": Call<ControlPanelLoginRequest, ControlPanelLoginResult>;
  /** Ends the session of a refresh token. */
  "auth.logout": Call<ControlPanelLogoutRequest, boolean>;
  /** Logs the caller, who is logged in at the panel, in at one of the zone's hosts. */
  "auth.open_app": Call<ControlPanelOpenAppRequest, ControlPanelOpenedApp>;
  /** Trades a refresh token for a new pair. */
  "auth.refresh": Call<ControlPanelRefreshRequest, ControlPanelTokenPair>;
  /** Whether a session token is good. */
  "auth.verify": Call<ControlPanelVerifyRequest, boolean>;
  /** The programs whose event files can be read. Admins only. */
  "system.logs.list": Call<Record<string, never>, ControlPanelLogServices>;
  /** The newest event lines of one program. Admins only. */
  "system.logs.query": Call<ControlPanelLogsQuery, ControlPanelLogEntries>;
  /** CPU, memory, disks, network and programs, with the last ten minutes. */
  "system.metrics": Call<ControlPanelMetricsRequest, ControlPanelSystemMetrics>;
  /** Names, versions and the caller. */
  "system.overview": Call<Record<string, never>, ControlPanelOverview>;
  /** Health of node and services, with what to do about each warning. */
  "system.status": Call<Record<string, never>, ControlPanelSystemStatus>;
}

/** The methods of node. */
export interface NodeMethods {
  /** Makes this machine the first node of a new zone. */
  "node.activate": Call<NodeActivateRequest, NodeActivated>;
  /** The last lines that an app's containers wrote. */
  "node.app_logs": Call<NodeAppLogsRequest, NodeAppLogs>;
  /** How each container of an app is and what it takes, measured now. */
  "node.app_usage": Call<NodeAppUsageRequest, NodeAppUsage>;
  /** Forwards a call to a service of the zone in the name of this device. */
  "node.call": Call<NodeCallRequest, unknown>;
  /** Checks what this node needs from the machine. */
  "node.doctor": Call<Record<string, never>, NodeDoctor>;
  /** The container engine of this node. */
  "node.engine": Call<Record<string, never>, NodeEngine>;
  /** Starts at once the programs that wait for their next start or were given up. */
  "node.revive": Call<Record<string, never>, null>;
  /** What this node is doing, and why. */
  "node.status": Call<Record<string, never>, NodeStatus>;
  /** Ends every program of this node, the daemon last. */
  "node.stop": Call<NodeStopRequest, null>;
  /** A token in the name of this device for the command, good for twenty minutes: for streams, which `node.call` does not carry. */
  "node.token": Call<Record<string, never>, NodeToken>;
}

/** The methods of scheduler. */
export interface SchedulerMethods {
  /** Writes boot/config and all that a new zone starts with; refuses when it exists. */
  boot: Call<SchedulerBootRequest, SchedulerBootResult>;
  /** Says where an app runs, or why it does not and what to do. */
  explain: Call<SchedulerExplainRequest, SchedulerExplanations>;
  /** Plans one round now, so that users and apps written before the call have their roles. */
  refresh_rbac: Call<Record<string, never>, SchedulerRefreshed>;
}

/** The methods of system_config. */
export interface SystemConfigMethods {
  /** Everything the scheduler plans with; for the scheduler and the node daemon. */
  dump_configs_for_scheduler: Call<Record<string, never>, string>;
  /** Joins text to the value of a key that exists. */
  sys_config_append: Call<ConfigAppend, null>;
  /** The same as sys_config_exec_tx, and answers the revision it made. */
  sys_config_commit: Call<ConfigActions, ConfigCommitted>;
  /** Creates a key that is missing. */
  sys_config_create: Call<ConfigWrite, null>;
  /** Removes a key that exists. */
  sys_config_delete: Call<ConfigKey, null>;
  /** Applies actions on several keys together or not at all. */
  sys_config_exec_tx: Call<ConfigActions, null>;
  /** The value and version of a key, or null when there is none. */
  sys_config_get: Call<ConfigKey, string>;
  /** The changes of a key that are still remembered, oldest first. */
  sys_config_history: Call<ConfigKey, ConfigChanges>;
  /** The names of the direct children of a prefix that the caller may read. */
  sys_config_list: Call<ConfigKey, string>;
  /** Creates or replaces a key. */
  sys_config_set: Call<ConfigWrite, null>;
  /** Sets one member of a JSON value; the value is JSON text. */
  sys_config_set_by_json_path: Call<ConfigPathWrite, null>;
  /** All readable keys below a prefix as of one revision, to start a watch from. */
  sys_config_snapshot: Call<ConfigPrefix, ConfigSnapshot>;
  /** Reads trusted keys and the access policy anew. */
  sys_refresh_trust_keys: Call<Record<string, never>, null>;
}

/** The methods of task-manager. */
export interface TaskManagerMethods {
  /** Makes the task Canceled, or with `recursive` every unfinished task of the same root. */
  cancel_task: Call<TaskManagerCancel, null>;
  /** Makes a download task, or finds the one for the same object or address. */
  create_download_task: Call<TaskManagerCreateDownload, TaskManagerCreatedDownload>;
  /** Makes a task that is Pending. */
  create_task: Call<TaskManagerCreate, TaskManagerCreated>;
  /** Removes a task for good. */
  delete_task: Call<TaskManagerRef, null>;
  /** The children of a task. */
  get_subtasks: Call<TaskManagerParent, TaskManagerMany>;
  /** One task. */
  get_task: Call<TaskManagerRef, TaskManagerOne>;
  /** The tasks that the caller may read, newest first. */
  list_tasks: Call<TaskManagerFilter, TaskManagerMany>;
  /** The tasks that were made within a time, newest first. */
  list_tasks_by_time_range: Call<TaskManagerTimeRange, TaskManagerMany>;
  /** Changes what is given; data is merged into the old data (RFC 7396). */
  update_task: Call<TaskManagerUpdate, null>;
  /** Merges data into the old data (RFC 7396). */
  update_task_data: Call<TaskManagerUpdateData, null>;
  /** Makes the task Failed, with the reason as its message. */
  update_task_error: Call<TaskManagerUpdateError, null>;
  /** Says how many of how many items are done. */
  update_task_progress: Call<TaskManagerUpdateProgress, null>;
  /** Changes the status; Completed, Failed and Canceled are final. */
  update_task_status: Call<TaskManagerUpdateStatus, null>;
  /** Answers when the task is newer than the known revision, or when the time is over. */
  wait_task: Call<TaskManagerWait, TaskManagerSeen>;
}

/** The methods of verify-hub. */
export interface VerifyHubMethods {
  /** Logs in by password or by JWT, as the parameter `type` says. */
  login: Call<unknown, unknown>;
  /** Opens a session for the holder of a key that the zone knows. */
  login_by_jwt: Call<VerifyHubLoginByJwt, VerifyHubTokenPair>;
  /** Opens a session for a user who proves the password. */
  login_by_password: Call<VerifyHubLoginByPassword, VerifyHubLogin>;
  /** Opens a session at an app for a user who has one at the control panel, which alone may ask. */
  login_by_session: Call<VerifyHubLoginBySession, VerifyHubLogin>;
  /** Ends a session. */
  logout: Call<VerifyHubRefreshToken, boolean>;
  /** Gives a new pair for a refresh token, which works once. */
  refresh_token: Call<VerifyHubRefreshToken, VerifyHubTokenPair>;
  /** Signs with a new key from now on; tokens of the old one stay good until they end. Admins with a sudo token, the owner, and the zone's own machines. */
  rotate_key: Call<Record<string, never>, VerifyHubRotatedKey>;
  /** Gives a token of three minutes for what needs the password again. */
  sudo_by_password: Call<VerifyHubSudoByPassword, VerifyHubSudoToken>;
  /** Answers true for a session token that this service gave and that is still good. */
  verify_token: Call<VerifyHubVerifyToken, boolean>;
}

/** The services, by the name in `/kapi/<name>`. */
export interface Services {
  active: ActiveMethods;
  "control-panel": ControlPanelMethods;
  node: NodeMethods;
  scheduler: SchedulerMethods;
  system_config: SystemConfigMethods;
  "task-manager": TaskManagerMethods;
  "verify-hub": VerifyHubMethods;
}

/** What nobody may be called, beside all that begins with `su_`. */
export const RESERVED_NAMES: readonly string[] = [
  "admin",
  "agent",
  "aicc",
  "api",
  "app",
  "buckycli",
  "cache",
  "client",
  "control-panel",
  "cyfs-gateway",
  "device",
  "frame",
  "gateway",
  "guest",
  "home",
  "kernel",
  "kevent",
  "klog",
  "kmsg",
  "library",
  "limited",
  "local",
  "logs",
  "msg-center",
  "node",
  "node-daemon",
  "ood",
  "ood1",
  "opendan",
  "owner",
  "public",
  "publish",
  "repo-service",
  "root",
  "scheduler",
  "service",
  "services",
  "slog_server",
  "smb-service",
  "smb_service",
  "storage",
  "sys",
  "system",
  "system-config",
  "task-manager",
  "tmp",
  "user",
  "users",
  "var",
  "verify-hub",
  "workflow",
  "www",
  "zone",
];
