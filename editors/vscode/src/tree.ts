// The model as a tree in a view of its own.

import * as vscode from "vscode";
import type { Location } from "vscode-languageclient/node";
import type { Model } from "./model";
import type { ModelPart, ModelProject, ModelSchema, ModelTable } from "./protocol";

/** A line of the tree. */
export type Node =
  | { kind: "project"; project: ModelProject }
  | { kind: "schema"; project: ModelProject; schema: ModelSchema }
  | { kind: "table"; project: ModelProject; schema: ModelSchema; table: ModelTable }
  | { kind: "column" | "key"; part: ModelPart; id: string };

/** What the tree view shows. */
export class Tree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly listening: vscode.Disposable;

  constructor(private readonly model: Model) {
    this.listening = model.onDidChange(() => this.changes.fire(undefined));
  }

  dispose(): void {
    this.listening.dispose();
    this.changes.dispose();
  }

  getChildren(node?: Node): Node[] {
    if (!node) {
      const projects = this.model.projects.map((project): Node => ({ kind: "project", project }));
      return projects.length === 1 && projects[0] ? this.getChildren(projects[0]) : projects;
    }
    switch (node.kind) {
      case "project":
        return node.project.schemas.map(schema => ({ kind: "schema", project: node.project, schema }));
      case "schema":
        return node.schema.tables.map(table => ({ ...node, kind: "table", table }));
      case "table": {
        const id = `${node.project.uri} ${node.schema.name} ${node.table.name}`;
        const parts = (kind: "column" | "key", list: ModelPart[]) =>
          list.map((part): Node => ({ kind, part, id: `${id} ${kind} ${part.name}` }));
        return [...parts("column", node.table.columns), ...parts("key", node.table.keys)];
      }
      default:
        return [];
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const { None, Expanded } = vscode.TreeItemCollapsibleState;
    switch (node.kind) {
      case "project": {
        const uri = vscode.Uri.parse(node.project.uri);
        const item = new vscode.TreeItem(vscode.workspace.asRelativePath(uri), Expanded);
        return Object.assign(item, {
          id: node.project.uri,
          description: drifts(node.project.drifts),
          iconPath: new vscode.ThemeIcon("project"),
          contextValue: "project",
        });
      }
      case "schema": {
        const item = new vscode.TreeItem(node.schema.name, Expanded);
        return Object.assign(item, {
          id: `${node.project.uri} ${node.schema.name}`,
          iconPath: new vscode.ThemeIcon("symbol-namespace"),
          contextValue: "schema",
        });
      }
      case "table":
        return this.table(node);
      default: {
        const item = new vscode.TreeItem(node.part.name, None);
        return Object.assign(item, {
          id: node.id,
          description: node.part.detail,
          tooltip: `${node.part.name} ${node.part.detail}`,
          iconPath: new vscode.ThemeIcon(node.kind === "key" ? "key" : "symbol-field"),
          contextValue: node.kind,
          ...opens(node.part.sql),
        });
      }
    }
  }

  private table(node: Node & { kind: "table" }): vscode.TreeItem {
    const { table } = node;
    const item = new vscode.TreeItem(table.name, vscode.TreeItemCollapsibleState.Collapsed);
    const kind = table.kind === "table" ? "" : table.kind;
    const standing = table.standing;
    const words = [kind, standing && !standing.inLine ? standing.text : ""].filter(it => it !== "");
    const color = standing && !standing.inLine ? new vscode.ThemeColor("list.errorForeground") : undefined;
    // What a menu offers is what is there: see `view/item/context` in package.json.
    const ways = [
      "table",
      standing?.generates ? "generates" : "",
      table.sql ? "sql" : "",
      table.yaml ? "yaml" : "",
      table.go ? "go" : "",
    ];
    return Object.assign(item, {
      id: `${node.project.uri} ${node.schema.name} ${table.name}`,
      description: words.join(", "),
      tooltip: `${node.schema.name}.${table.name}: ${standing?.text ?? "no code is generated for it"}`,
      iconPath: new vscode.ThemeIcon(table.kind.includes("view") ? "eye" : "table", color),
      contextValue: ways.filter(it => it !== "").join(" "),
      ...opens(table.sql),
    });
  }
}

/** `3 files not in line`. */
export function drifts(count: number): string {
  if (count === 0) return "in line";
  return `${count} ${count === 1 ? "file" : "files"} not in line`;
}

function opens(location: Location | undefined): { command?: vscode.Command } {
  if (!location) return {};
  return { command: { title: "Open", command: "vscode.open", arguments: opening(location) } };
}

/** The arguments of `vscode.open` that lead to a place. */
export function opening(location: Location): [vscode.Uri, vscode.TextDocumentShowOptions] {
  const { start, end } = location.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  return [vscode.Uri.parse(location.uri), { selection }];
}
