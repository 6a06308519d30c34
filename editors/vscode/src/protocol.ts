// The server's messages that are pgwright's own: tests/schemas/lsp-pgwright.json describes them.

import { NotificationType0, RequestType, RequestType0 } from "vscode-languageclient/node";
import type { Location } from "vscode-languageclient/node";

export interface ModelResult {
  projects: ModelProject[];
}

export interface ModelProject {
  /** Its folder. */
  uri: string;
  configuration: string;
  /** How many generated files are not in line. */
  drifts: number;
  schemas: ModelSchema[];
}

export interface ModelSchema {
  name: string;
  tables: ModelTable[];
}

export interface ModelTable {
  name: string;
  kind: string;
  /** Absent where no code is generated for it. */
  standing?: { text: string; inLine: boolean; generates: boolean };
  sql?: Location;
  yaml?: Location;
  go?: Location;
  columns: ModelPart[];
  keys: ModelPart[];
}

export interface ModelPart {
  name: string;
  detail: string;
  sql?: Location;
}

export interface PreviewResult {
  /** The text is null where the file is removed. */
  changes: { uri: string; text: string | null }[];
}

export const ModelRequest = new RequestType0<ModelResult, void>("pgwright/model");
export const PreviewRequest = new RequestType<{ project: string; table?: string }, PreviewResult, void>(
  "pgwright/preview",
);
export const DidChangeModel = new NotificationType0("pgwright/didChangeModel");
