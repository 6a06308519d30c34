// What the server is told of the settings.

import * as vscode from "vscode";

/** The section of the settings that is ours. */
export const SECTION = "pgwright";

/**
 * What the server reads: see `pgwright.*` in package.json. `trusted` is no setting but VS Code's own
 * word, so that no file of a workspace can give it. Likewise only the person's own settings let a
 * live database be dialled.
 */
export function forServer(): Record<string, unknown> {
  const own = vscode.workspace.getConfiguration(SECTION);
  const database = own.inspect<boolean>("database.enabled");
  return {
    trusted: vscode.workspace.isTrusted,
    diagnostics: { enabled: own.get("diagnostics.enabled", true) },
    database: { enabled: vscode.workspace.isTrusted && database?.globalValue === true },
    logLevel: own.get("logLevel", "info"),
  };
}
