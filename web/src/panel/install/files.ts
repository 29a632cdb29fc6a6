import { toBase64 } from "../../api/proof";
import type { ControlPanelSourceFile } from "../../api/wire";

// Reading what a person drops or chooses into the form that apps.inspect takes: paths relative to the
// folder of the compose file, contents in base64.

export const MAX_BYTES = 5 * 1024 * 1024;
export const MAX_FILES = 512;

export interface Picked {
  readonly path: string;
  readonly file: File;
}

export type Reading =
  | {
      readonly kind: "read";
      readonly name: string;
      readonly files: ControlPanelSourceFile[];
      readonly bytes: number;
    }
  | { readonly kind: "no-compose" }
  | { readonly kind: "too-many"; readonly count: number }
  | { readonly kind: "too-big"; readonly bytes: number }
  | { readonly kind: "unreadable"; readonly path: string };

const COMPOSE = /^(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/;
const SKIPPED = /(?:^|\/)(?:\.git|\.svn|node_modules|__MACOSX|\.DS_Store|Thumbs\.db)(?:\/|$)/;

/** The folder that holds the compose file nearest to the top; undefined when there is none. */
export function composeFolder(paths: readonly string[]): string | undefined {
  const folders = paths
    .filter((path) => COMPOSE.test(path.slice(path.lastIndexOf("/") + 1)))
    .map((path) => path.slice(0, path.lastIndexOf("/") + 1));
  return folders.sort((a, b) => a.split("/").length - b.split("/").length)[0];
}

/** A name for the app from its folder: `My App_2` becomes `my-app-2`. */
export function appName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 31)
    .replace(/-+$/, "");
}

export async function readPicked(picked: readonly Picked[]): Promise<Reading> {
  const wanted = picked.filter(({ path }) => !SKIPPED.test(path));
  const folder = composeFolder(wanted.map(({ path }) => path));
  if (folder === undefined) return { kind: "no-compose" };
  const inside = wanted.filter(({ path }) => path.startsWith(folder));
  if (inside.length > MAX_FILES) return { kind: "too-many", count: inside.length };
  const bytes = inside.reduce((sum, { file }) => sum + file.size, 0);
  if (bytes > MAX_BYTES) return { kind: "too-big", bytes };
  const files: ControlPanelSourceFile[] = [];
  for (const { path, file } of inside) {
    try {
      const content = toBase64(new Uint8Array(await file.arrayBuffer()));
      files.push({ path: path.slice(folder.length), content });
    } catch {
      return { kind: "unreadable", path };
    }
  }
  return { kind: "read", name: appName(folder.split("/").at(-2) ?? ""), files, bytes };
}

export function fromInput(list: FileList): Picked[] {
  return [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Files and whole folders from a drop. The entries must be taken before the first await. */
export async function fromDrop(items: DataTransferItemList): Promise<Picked[]> {
  const entries = [...items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  const picked: Picked[] = [];
  for (const entry of entries) await walk(entry, picked);
  return picked;
}

async function walk(entry: FileSystemEntry, into: Picked[]): Promise<void> {
  const path = entry.fullPath.replace(/^\//, "");
  // One more than allowed is enough to say so: a dropped data folder is not read to its end.
  if (into.length > MAX_FILES * 4 || SKIPPED.test(path)) return;
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) =>
      (entry as FileSystemFileEntry).file(done, fail),
    );
    into.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((done, fail) =>
      reader.readEntries(done, fail),
    );
    if (batch.length === 0) return;
    for (const child of batch) await walk(child, into);
  }
}
