// The commands of the palette, the tree and the walkthrough.

import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { ExecuteCommandRequest, type LanguageClient } from "vscode-languageclient/node";
import type { Model } from "./model";
import { generated, tableAt, type Place } from "./places";
import type { Previews } from "./preview";
import type { Session } from "./session";
import { opening, type Node } from "./tree";

/** Of documents that are not on disk: the pages of problems. */
const PAGES = "pgwright-page";

/** What the server answers to an order. */
interface Summary {
  written: string[];
  removed: string[];
  edited: string[];
  left: { uri: string; reason: string }[];
}

export function register(
  context: vscode.ExtensionContext,
  session: Session,
  model: Model,
  previews: Previews,
): void {
  const commands = new Commands(session, model, previews);
  const add = (name: string, run: (node?: Node) => Promise<void>) =>
    context.subscriptions.push(vscode.commands.registerCommand(`pgwright.${name}`, run));
  add("regenerateAll", () => commands.generateAll());
  add("regenerateTable", node => commands.generateTable(node));
  add("preview", () => commands.preview());
  add("previewTable", node => commands.preview(node));
  add("check", () => commands.check());
  add("showModel", () => commands.showModel());
  add("explain", () => commands.explain());
  add("enableFeature", () => commands.enableFeature());
  add("openGenerated", node => commands.openGenerated(node));
  add("openConfiguration", node => commands.openConfiguration(node));
  add("openMigration", node => commands.openMigration(node));
  add("init", () => commands.init());
  add("restart", () => session.restart());
  add("showLog", async () => session.log.show());
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(PAGES, {
      provideTextDocumentContent: uri => commands.page(uri),
    }),
  );
}

class Commands {
  constructor(
    private readonly session: Session,
    private readonly model: Model,
    private readonly previews: Previews,
  ) {}

  async generateAll(): Promise<void> {
    const client = this.client();
    if (client) await this.order(client, "pgwright.generateAll", []);
  }

  async generateTable(node?: Node): Promise<void> {
    const client = this.client();
    const place = client && (await this.table(node, "Generate for which table?"));
    if (client && place) {
      await this.order(client, "pgwright.generate", [{ project: place.project.uri, table: place.name }]);
    }
  }

  async preview(node?: Node): Promise<void> {
    const client = this.client();
    if (!client) return;
    await this.model.refresh();
    const place = node && this.of(node);
    const projects = place ? [place.project] : this.model.projects;
    if ((await this.previews.show(client, projects, place?.name)) === 0) {
      void vscode.window.showInformationMessage("pgwright: everything is in line");
    }
  }

  async check(): Promise<void> {
    if (!this.client()) return;
    await this.model.refresh();
    const problems = vscode.languages
      .getDiagnostics()
      .flatMap(([, list]) => list)
      .filter(it => it.source === "pgwright");
    if (this.model.drifts === 0 && problems.length === 0) {
      void vscode.window.showInformationMessage("pgwright: everything is in line");
      return;
    }
    await vscode.commands.executeCommand("workbench.actions.view.problems");
  }

  async showModel(): Promise<void> {
    await vscode.commands.executeCommand("pgwright.model.focus");
  }

  /** Shows the page of the problem at the cursor, or of one that is chosen. */
  async explain(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const here = editor
      ? vscode.languages
          .getDiagnostics(editor.document.uri)
          .filter(it => it.source === "pgwright" && it.range.contains(editor.selection.active))
      : [];
    const codes = [...new Set(here.map(code).filter(it => it !== undefined))];
    const chosen = codes.length === 1 ? codes[0] : await this.chooseCode(codes);
    if (chosen === undefined) return;
    const uri = vscode.Uri.from({ scheme: PAGES, path: `/${chosen}.md` });
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  }

  /** The text of a problem's page. */
  async page(uri: vscode.Uri): Promise<string> {
    return this.run(["--explain", uri.path.replace(/^\/|\.md$/g, "")]);
  }

  /** Switches a feature of the project, or of the table at the cursor, with the code that follows. */
  async enableFeature(): Promise<void> {
    if (!this.client()) return;
    const editor = vscode.window.activeTextEditor;
    const own = editor ? await switches(editor.document.uri, editor.selection) : [];
    const actions = own.length > 0 ? own : await this.projectSwitches();
    if (actions.length === 0) {
      void vscode.window.showInformationMessage("pgwright: there is no pgwright.yaml to switch a feature in");
      return;
    }
    const rows = actions.map(action => ({ label: action.title, action }));
    const chosen = await vscode.window.showQuickPick(rows, { placeHolder: "Which feature?" });
    if (!chosen) return;
    const { action } = chosen;
    if (action.edit) await vscode.workspace.applyEdit(action.edit, { isRefactoring: true });
    if (action.command) {
      await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    }
  }

  async openGenerated(node?: Node): Promise<void> {
    const place = await this.table(node, "The code of which table?");
    await this.open(place, place?.table.go, "has no code yet");
  }

  async openConfiguration(node?: Node): Promise<void> {
    const place = await this.table(node, "The configuration of which table?");
    await this.open(place, place?.table.yaml, "has no entry in pgwright.yaml");
  }

  async openMigration(node?: Node): Promise<void> {
    const place = await this.table(node, "The migration of which table?");
    await this.open(place, place?.table.sql, "is made by no migration");
  }

  /** Writes a pgwright.yaml where there is none, and shows it. */
  async init(): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage("pgwright writes nothing in a folder that you do not trust.");
      return;
    }
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(it => it.uri.scheme === "file");
    const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
    if (!folder) {
      void vscode.window.showInformationMessage("pgwright: open the folder of your Go module first");
      return;
    }
    const said = await this.run(["--init", "--root", folder.uri.fsPath]);
    this.session.log.info(said);
    const file = vscode.Uri.joinPath(folder.uri, "pgwright.yaml");
    await vscode.window.showTextDocument(file);
  }

  /** The client, or a word that there is none. */
  private client(): LanguageClient | undefined {
    const client = this.session.running;
    if (!client) {
      void vscode.window.showWarningMessage("pgwright: the server does not run; its log says why");
    }
    return client;
  }

  /** Gives the server an order, and says what became of it. */
  private async order(client: LanguageClient, command: string, rest: unknown[]): Promise<void> {
    let summary: Summary;
    try {
      summary = await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: rest });
    } catch (error) {
      void vscode.window.showWarningMessage(error instanceof Error ? error.message : String(error));
      return;
    }
    const count = (files: unknown[], verb: string) =>
      files.length === 0 ? [] : [`${files.length} ${files.length === 1 ? "file" : "files"} ${verb}`];
    const parts = [
      ...count(summary.written, "written"),
      ...count(summary.removed, "removed"),
      ...count(summary.edited, "edited, not saved"),
      ...count(summary.left, "left alone"),
    ];
    const text = parts.length === 0 ? "everything is in line" : parts.join(", ");
    for (const left of summary.left) this.session.log.warn(`${left.uri}: ${left.reason}`);
    void vscode.window.showInformationMessage(`pgwright: ${text}`);
  }

  /** The table of a line of the tree, the one at the cursor, or one that is chosen. */
  private async table(node: Node | undefined, question: string): Promise<Place | undefined> {
    if (node) return this.of(node);
    await this.model.refresh();
    const editor = vscode.window.activeTextEditor;
    const here =
      editor &&
      tableAt(this.model.projects, editor.document.uri.toString(), editor.selection.active.line);
    if (here) return here;
    const rows = generated(this.model.projects).map(place => ({
      label: place.name,
      description: place.table.standing?.text ?? "",
      place,
    }));
    return (await vscode.window.showQuickPick(rows, { placeHolder: question }))?.place;
  }

  private of(node: Node): Place | undefined {
    if (node.kind !== "table") return undefined;
    return { project: node.project, table: node.table, name: `${node.schema.name}.${node.table.name}` };
  }

  private async open(place: Place | undefined, location: Place["table"]["go"], none: string): Promise<void> {
    if (!place) return;
    if (!location) {
      void vscode.window.showInformationMessage(`pgwright: ${place.name} ${none}`);
      return;
    }
    await vscode.commands.executeCommand("vscode.open", ...opening(location));
  }

  private async projectSwitches(): Promise<vscode.CodeAction[]> {
    await this.model.refresh();
    const [project] = this.model.projects;
    if (!project) return [];
    const uri = vscode.Uri.parse(project.configuration);
    const document = await vscode.workspace.openTextDocument(uri);
    const key = /^database:/m.exec(document.getText())?.index ?? 0;
    const at = document.positionAt(key);
    return switches(uri, new vscode.Range(at, at));
  }

  private async chooseCode(among: string[]): Promise<string | undefined> {
    const known = among.length > 0 ? among : codes(await this.run(["--explain"]));
    return vscode.window.showQuickPick(known, { placeHolder: "Explain which problem?" });
  }

  /** What the program prints. */
  private run(rest: string[]): Promise<string> {
    const program = this.session.server;
    if (program === undefined) return Promise.resolve("The server was not found; the log says where it was looked for.");
    return new Promise((done, fail) => {
      execFile(program, rest, { timeout: 10_000 }, (error, out, problems) =>
        error ? fail(new Error(problems || error.message)) : done(out),
      );
    });
  }
}

/** The code of a problem. */
function code(problem: vscode.Diagnostic): string | undefined {
  const value = typeof problem.code === "object" ? problem.code.value : problem.code;
  return value === undefined ? undefined : String(value);
}

/** The codes in a list of them. */
function codes(list: string): string[] {
  return list
    .split("\n")
    .map(line => line.trim().split(/\s/)[0] ?? "")
    .filter(it => /^[a-z]+(-[a-z]+)*$/.test(it));
}

/** The switches of features that the server offers at a place. */
async function switches(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.RefactorRewrite.value;
  const all = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider", uri, range, kind, 10,
  );
  return all.filter(it => /^(Enable|Disable) /.test(it.title));
}
