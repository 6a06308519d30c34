// pgwright in VS Code: starts the server, and shows what it knows.

import type * as vscode from "vscode";
import { Session } from "./session";

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  session = new Session(context);
  context.subscriptions.push(session);
  await session.start();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
