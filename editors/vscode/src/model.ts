// What the server knows of the schema, kept as it is now.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { DidChangeModel, ModelRequest, type ModelProject } from "./protocol";
import type { Session } from "./session";

/** How long changes are gathered: a tree that moves with each key cannot be read. */
const DELAY = 200;

/** The projects as the server sees them. */
export class Model implements vscode.Disposable {
  projects: ModelProject[] = [];
  /** Whether the server has not answered yet since something changed. */
  working = true;
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changes.event;
  private readonly disposables: vscode.Disposable[] = [this.changes];
  private listening: vscode.Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly session: Session) {
    this.disposables.push(session.onDidChangeClient(client => this.follow(client)));
  }

  /** Asks anew at once, and waits for the answer. */
  async refresh(): Promise<void> {
    const client = this.session.running;
    if (!client) return;
    try {
      const { projects } = await client.sendRequest(ModelRequest);
      this.projects = projects;
      this.working = false;
    } catch (error) {
      // The text has gone on meanwhile, or the server has ended; word of what follows comes.
      this.session.log.debug(`pgwright/model: ${String(error)}`);
    }
    this.changes.fire();
  }

  /** How many generated files are not in line. */
  get drifts(): number {
    return this.projects.reduce((sum, it) => sum + it.drifts, 0);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listening?.dispose();
    this.disposables.forEach(it => it.dispose());
  }

  private follow(client: LanguageClient | undefined): void {
    this.listening?.dispose();
    this.listening = undefined;
    this.projects = [];
    this.working = client !== undefined;
    this.changes.fire();
    if (!client) return;
    this.listening = client.onNotification(DidChangeModel, () => this.soon());
    void this.refresh();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), DELAY);
  }
}
