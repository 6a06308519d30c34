// One run of the server after the other.

import * as vscode from "vscode";
import { LanguageClient, State, type LanguageClientOptions } from "vscode-languageclient/node";
import { find } from "./find";
import { SECTION, forServer } from "./settings";

/** The server, its log, and the way to it. */
export class Session implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel("pgwright", { log: true });
  private client: LanguageClient | undefined;
  private program: string | undefined;
  private readonly changes = new vscode.EventEmitter<LanguageClient | undefined>();
  /** The client that runs now, or none. */
  readonly onDidChangeClient = this.changes.event;
  private readonly listeners: vscode.Disposable[] = [];

  constructor(private readonly context: vscode.ExtensionContext) {
    this.listeners.push(
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.trusted()),
      vscode.workspace.onDidChangeConfiguration(change => {
        if (change.affectsConfiguration(`${SECTION}.server.path`)) void this.restart();
      }),
    );
  }

  /** The client, while the server runs. */
  get running(): LanguageClient | undefined {
    return this.client?.state === State.Running ? this.client : undefined;
  }

  /** The program that is the server. */
  get server(): string | undefined {
    return this.program;
  }

  /** Starts the server, or says where it was looked for. */
  async start(): Promise<void> {
    const search = find({
      setting: vscode.workspace.getConfiguration(SECTION).get("server.path", ""),
      extension: this.context.extensionPath,
      folders: (vscode.workspace.workspaceFolders ?? [])
        .filter(it => it.uri.scheme === "file")
        .map(it => it.uri.fsPath),
      trusted: vscode.workspace.isTrusted,
      path: process.env["PATH"] ?? "",
      windows: process.platform === "win32",
    });
    if (search.found === undefined) {
      this.log.error(["There is no pgwright here. Looked for it:", ...search.looked].join("\n  "));
      this.changes.fire(undefined);
      void this.notFound(search.looked);
      return;
    }
    this.program = search.found;
    this.log.info(`${search.found} (${search.from})`);
    const client = new LanguageClient(SECTION, "pgwright", this.command(search.found), this.options());
    this.client = client;
    // The server says when the model is another to those that show it.
    client.registerFeature({
      fillClientCapabilities: capabilities => {
        capabilities.experimental = { ...(capabilities.experimental as object), pgwright: { model: true } };
      },
      initialize: () => {},
      getState: () => ({ kind: "static" }),
      clear: () => {},
    });
    client.onDidChangeState(() => this.changes.fire(this.running));
    try {
      await client.start();
    } catch (error) {
      this.log.error(`${search.found} does not start: ${String(error)}`);
      void this.offerLog(`pgwright: ${search.found} does not start as a language server.`);
    }
  }

  /** Ends the server and starts one anew, which may be another. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Ends the server. */
  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.program = undefined;
    try {
      await client?.dispose(2000);
    } catch (error) {
      this.log.warn(`the server did not end in order: ${String(error)}`);
    }
    this.changes.fire(undefined);
  }

  dispose(): void {
    this.listeners.forEach(it => it.dispose());
    this.changes.dispose();
    this.log.dispose();
  }

  private command(program: string) {
    return { command: program, args: ["--stdio"] };
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: [
        { scheme: "file", language: "sql" },
        { scheme: "file", pattern: "**/*.sql" },
        { scheme: "file", pattern: "**/pgwright.{yaml,yml}" },
        { scheme: "file", language: "go" },
      ],
      outputChannel: this.log,
      initializationOptions: forServer(),
      middleware: {
        workspace: {
          configuration: (params, token, next) =>
            params.items.every(it => it.section === SECTION)
              ? params.items.map(() => forServer())
              : next(params, token),
        },
        provideCodeLenses: (document, token, next) =>
          vscode.workspace.getConfiguration(SECTION).get("codeLens.enabled", true)
            ? next(document, token)
            : [],
      },
    };
  }

  /** Trust is given: the server may write now, and where there was none a project may have one. */
  private async trusted(): Promise<void> {
    const client = this.running;
    if (client) {
      await client.sendNotification("workspace/didChangeConfiguration", { settings: null });
    } else {
      await this.restart();
    }
  }

  private async notFound(looked: string[]): Promise<void> {
    const settings = "Open Settings";
    const where = looked.length > 4 ? [...looked.slice(0, 4), `and ${looked.length - 4} more`] : looked;
    const text = `There is no pgwright here. Looked for it at ${where.join(", ")}.`;
    if ((await vscode.window.showErrorMessage(text, settings)) === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", `${SECTION}.server.path`);
    }
  }

  private async offerLog(text: string): Promise<void> {
    if ((await vscode.window.showErrorMessage(text, "Show Log")) === "Show Log") this.log.show();
  }
}
