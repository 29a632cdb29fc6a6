import type { ControlPanelApp } from "../../api/wire";
import type { AppTab, Route } from "../route";

// Two people may have an app of the same name, and an admin sees both, so a name says little: every
// link of the panel names the owner too.

type Named = Pick<ControlPanelApp, "app_id" | "owner_user_id">;

export function roomOf(app: Named, tab: AppTab): Route {
  return { room: "app", id: app.app_id, owner: app.owner_user_id, tab };
}

/** The app that an address means; without an owner in it, `me`'s own before anybody else's. */
export function appAt<A extends Named>(
  apps: readonly A[],
  { id, owner }: { id: string; owner?: string | undefined },
  me: string,
): A | undefined {
  const called = apps.filter((app) => app.app_id === id);
  if (owner !== undefined) return called.find((app) => app.owner_user_id === owner);
  return called.find((app) => app.owner_user_id === me) ?? called[0];
}

/** Whose app it is, where it is not `me`'s. */
export function otherOwner(app: Named, me: string): string | undefined {
  return app.owner_user_id === me ? undefined : app.owner_user_id;
}
