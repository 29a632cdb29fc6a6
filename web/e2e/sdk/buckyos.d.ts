// What the scripts here use of the npm package `buckyos` 1.4.2, which is no dependency of this
// workspace: the test puts it beside the compiled scripts.
declare module "buckyos" {
  export interface Account {
    user_name: string;
    user_id: string;
    user_type: string;
    session_token: string;
    refresh_token?: string;
  }
  export interface Claims {
    iss: string;
    appid: string;
    exp: number;
  }
  export interface Config {
    zoneHost: string;
    appId: string;
    defaultProtocol: string;
    runtimeType: string;
    ownerUserId?: string | null;
    nodeGatewayPort?: number;
  }
  export function initBuckyOS(appId: string, config?: Config | null): Promise<void>;
  export function getBuckyOSConfig(): Config;
  export function getRuntimeType(): string;
  export function getAppId(): string;
  export function getZoneHostName(): string;
  export function getZoneServiceURL(service: string): string;
  export function getAccountInfo(): Account | null;
  export function login(auto?: boolean): Promise<Account | null>;
  export function loginByPassword(user: string, password: string): Promise<Account>;
  export function logout(clean?: boolean): void;
  export function getAppSetting(name?: string | null): Promise<unknown>;
  export function setAppSetting(name: string | null, value: string): Promise<void>;
  export function parseSessionTokenClaims(token: string): Claims;
  export function getVerifyHubClient(): VerifyHub;
  export function getSystemConfigClient(): SystemConfig;
  export function getTaskManagerClient(): TaskManager;
  export function getServiceRpcClient(service: string): {
    call(method: string, params: object): Promise<unknown>;
  };

  export interface VerifyHub {
    verifyToken(params: { session_token: string; appid?: string }): Promise<boolean>;
    refreshToken(params: { refresh_token: string }): Promise<TokenPair>;
    loginByJwt(params: { jwt: string }): Promise<TokenPair>;
  }
  export interface TokenPair {
    session_token: string;
    refresh_token: string;
  }

  export interface SystemConfig {
    get(key: string): Promise<{ value: string; version: number; is_changed: boolean }>;
    set(key: string, value: string): Promise<unknown>;
    setByJsonPath(key: string, path: string, value: string): Promise<unknown>;
    create(key: string, value: string): Promise<unknown>;
    delete(key: string): Promise<unknown>;
    append(key: string, value: string): Promise<unknown>;
    list(key: string): Promise<string[]>;
    execTx(actions: Record<string, Action>, mainKey?: [string, number]): Promise<unknown>;
    dumpConfigsForScheduler(): Promise<unknown>;
    refreshTrustKeys(): Promise<void>;
  }
  export type Action =
    | { action: "create" | "update" | "append"; value: string }
    | { action: "set_by_path"; all_set: Record<string, unknown> }
    | { action: "remove" };

  export interface Task {
    id: number;
    user_id: string;
    app_id: string;
    parent_id: number | null;
    root_id: number | string | null;
    status: string;
    progress: number;
    message: string | null;
    data: unknown;
    permissions: { read: string; write: string };
  }
  export interface TaskManager {
    createTask(params: {
      name: string;
      taskType: string;
      data?: unknown;
      userId: string;
      appId: string;
      options?: {
        permissions?: { read: string; write: string };
        parent_id?: number;
        priority?: number;
      };
    }): Promise<Task>;
    getTask(id: number): Promise<Task>;
    getSubtasks(id: number): Promise<Task[]>;
    listTasks(params?: {
      filter?: {
        app_id?: string;
        task_type?: string;
        status?: string;
        parent_id?: number;
        root_id?: number;
      };
      sourceUserId?: string;
      sourceAppId?: string;
    }): Promise<Task[]>;
    listTasksByTimeRange(params: {
      appId?: string;
      taskType?: string;
      sourceUserId?: string;
      sourceAppId?: string;
      startTime: number;
      endTime: number;
    }): Promise<Task[]>;
    updateTask(changes: {
      id: number;
      progress?: number;
      message?: string;
      data?: unknown;
    }): Promise<void>;
    updateTaskStatus(id: number, status: string): Promise<void>;
    updateTaskProgress(id: number, done: number, all: number): Promise<void>;
    updateTaskData(id: number, data: unknown): Promise<void>;
    updateTaskError(id: number, message: string): Promise<void>;
    pauseTask(id: number): Promise<void>;
    resumeTask(id: number): Promise<void>;
    completeTask(id: number): Promise<void>;
    cancelTask(id: number, recursive?: boolean): Promise<void>;
    deleteTask(id: number): Promise<void>;
    markTaskAsWaitingForApproval(id: number): Promise<void>;
    markTaskAsFailed(id: number, message: string): Promise<void>;
    pauseAllRunningTasks(): Promise<void>;
    resumeLastPausedTask(): Promise<void>;
    waitForTaskEnd(id: number): Promise<string>;
  }
}

declare module "buckyos/node" {
  export * from "buckyos";
}

declare module "buckyos/browser" {
  export * from "buckyos";
}
