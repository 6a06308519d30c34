// pgwright in VS Code: starts the server, and shows what it knows.

import * as vscode from "vscode";
import { register } from "./commands";
import { Model } from "./model";
import { Previews } from "./preview";
import { Session } from "./session";
import { Status } from "./status";
import { Tree } from "./tree";

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  session = new Session(context);
  const model = new Model(session);
  const tree = new Tree(model);
  const previews = new Previews();
  context.subscriptions.push(
    session,
    model,
    tree,
    previews,
    new Status(session, model),
    vscode.window.createTreeView("pgwright.model", { treeDataProvider: tree, showCollapseAll: true }),
  );
  register(context, session, model, previews);
  await session.start();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
