// Where the server is. Knows nothing of VS Code, so that tests can ask it.

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** What a search may look at. */
export interface Places {
  /** The setting `pgwright.server.path`, as it counts: empty when nobody set it. */
  setting: string;
  /** The folder of the extension. */
  extension: string;
  /** The folders that are open. */
  folders: string[];
  /** Whether the person trusts them. What they hold is not started before. */
  trusted: boolean;
  /** The environment variable PATH. */
  path: string;
  windows: boolean;
}

/** The server, or where it was looked for. */
export type Search =
  | { found: string; from: "setting" | "bundled" | "workspace" | "PATH" }
  | { found: undefined; looked: string[] };

/** Where a project keeps the programs of its own, relative to its root. */
const OF_A_PROJECT = ["bin", "node_modules/.bin", ".venv/bin"];

/**
 * The server to start: the one that the setting names, the one that came with the extension, the
 * project's own, the one of PATH. A setting that names none is an error and not a hint: whoever
 * wrote it wants that one.
 */
export function find(places: Places, isProgram: (file: string) => boolean = runs): Search {
  const name = places.windows ? "pgwright.exe" : "pgwright";
  const looked: string[] = [];
  const first = (from: "setting" | "bundled" | "workspace" | "PATH", files: string[]): Search | undefined => {
    for (const file of files) {
      if (isProgram(file)) return { found: file, from };
      looked.push(`${from}: ${file}`);
    }
    return undefined;
  };
  if (places.setting.trim() !== "") {
    return first("setting", resolve(places.setting.trim(), places.folders)) ?? { found: undefined, looked };
  }
  const bundled = first("bundled", [path.join(places.extension, "server", name)]);
  if (bundled) return bundled;
  if (places.trusted) {
    const own = places.folders.flatMap(folder => OF_A_PROJECT.map(it => path.join(folder, it, name)));
    const found = first("workspace", own);
    if (found) return found;
  } else if (places.folders.length > 0) {
    looked.push("workspace: not looked at, as it is not trusted");
  }
  // A relative folder in PATH is one of wherever the editor was started, which may be a workspace.
  const folders = places.path.split(path.delimiter).filter(it => path.isAbsolute(it));
  const strangers = places.trusted ? [] : places.folders;
  const allowed = folders.filter(it => !strangers.some(folder => isInside(it, folder)));
  return first("PATH", allowed.map(it => path.join(it, name))) ?? { found: undefined, looked };
}

/** The files that the setting may mean. */
function resolve(setting: string, folders: string[]): string[] {
  if (setting === "~" || setting.startsWith("~/") || setting.startsWith("~\\")) {
    return [path.join(os.homedir(), setting.slice(1))];
  }
  const variable = "${workspaceFolder}";
  if (setting.startsWith(variable)) {
    return folders.map(folder => path.join(folder, setting.slice(variable.length)));
  }
  return path.isAbsolute(setting) ? [setting] : folders.map(folder => path.join(folder, setting));
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
}

function runs(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
