// How all of it stands, in the status bar.

import * as vscode from "vscode";
import type { Model } from "./model";
import type { Session } from "./session";
import { drifts } from "./tree";

/** The item of the status bar. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("pgwright.status", vscode.StatusBarAlignment.Left, 0);
  private readonly listening: vscode.Disposable[];

  constructor(
    private readonly session: Session,
    private readonly model: Model,
  ) {
    this.item.name = "pgwright";
    this.item.command = "pgwright.check";
    this.listening = [model.onDidChange(() => this.show()), session.onDidChangeClient(() => this.show())];
    this.show();
  }

  dispose(): void {
    this.listening.forEach(it => it.dispose());
    this.item.dispose();
  }

  private show(): void {
    const { item } = this;
    item.backgroundColor = undefined;
    if (!this.session.running) {
      item.text = "$(circle-slash) pgwright";
      item.tooltip = "The server does not run";
    } else if (this.model.working) {
      item.text = "$(sync~spin) pgwright: working";
      item.tooltip = "The migrations are being followed";
    } else if (this.model.projects.length === 0) {
      item.text = "pgwright";
      item.tooltip = "There is no pgwright.yaml in the folders that are open";
    } else {
      const count = this.model.drifts;
      const noun = count === 1 ? "drift" : "drifts";
      item.text = count === 0 ? "$(check) pgwright: in line" : `$(warning) pgwright: ${count} ${noun}`;
      item.tooltip = this.model.projects
        .map(it => `${vscode.workspace.asRelativePath(vscode.Uri.parse(it.uri))}: ${drifts(it.drifts)}`)
        .join("\n");
      if (count > 0) item.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");
    }
    item.show();
  }
}
