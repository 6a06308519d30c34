// What generating would change, before it is written.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { PreviewRequest } from "./protocol";

/** Of documents that are not on disk: generated files as they would be. */
export const SCHEME = "pgwright-preview";

/** The texts of the previews that were asked for last. */
export class Previews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  private readonly registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  dispose(): void {
    this.registered.dispose();
    this.changes.dispose();
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  /** Shows what generating changes of these projects; how many files that is. */
  async show(client: LanguageClient, projects: { uri: string }[], table?: string): Promise<number> {
    const wanted = projects.map(it =>
      client.sendRequest(PreviewRequest, { project: it.uri, ...(table === undefined ? {} : { table }) }),
    );
    const changes = (await Promise.all(wanted)).flatMap(it => it.changes);
    const rows = changes.map(change => {
      const file = vscode.Uri.parse(change.uri);
      const before = this.document(file, "before", "");
      const after = this.document(file, "after", change.text ?? "");
      return { file, change, before, after };
    });
    const resources = await Promise.all(
      rows.map(async ({ file, before, after }): Promise<[vscode.Uri, vscode.Uri, vscode.Uri]> => {
        const exists = await there(file);
        return [file, exists ? file : before, after];
      }),
    );
    const [only] = resources;
    if (resources.length === 1 && only) {
      const title = `${vscode.workspace.asRelativePath(only[0])}: as it is ↔ as generated`;
      await vscode.commands.executeCommand("vscode.diff", only[1], only[2], title);
    } else if (resources.length > 1) {
      const title = `pgwright: ${resources.length} files as generated`;
      await vscode.commands.executeCommand("vscode.changes", title, resources);
    }
    return resources.length;
  }

  private document(file: vscode.Uri, query: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: file.path, query });
    this.texts.set(uri.toString(), text);
    this.changes.fire(uri);
    return uri;
  }
}

async function there(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return vscode.workspace.textDocuments.some(it => it.uri.toString() === file.toString());
  }
}
