// Which table a place is about. Knows nothing of VS Code, so that tests can ask it.

import type { ModelProject, ModelTable } from "./protocol";

/** A table with where it belongs. */
export interface Place {
  project: ModelProject;
  table: ModelTable;
  /** `schema.table`, as the server takes it. */
  name: string;
}

/** All tables that code is generated for. */
export function generated(projects: ModelProject[]): Place[] {
  return projects.flatMap(project =>
    project.schemas.flatMap(schema =>
      schema.tables
        .filter(table => table.standing)
        .map(table => ({ project, table, name: `${schema.name}.${table.name}` })),
    ),
  );
}

/** The table that a place in a file is about: in its SQL, its entry in the configuration, its Go. */
export function tableAt(projects: ModelProject[], uri: string, line: number): Place | undefined {
  const all = generated(projects);
  const go = all.find(it => it.table.go?.uri === uri);
  if (go) return go;
  // The last that begins at or before the line is the one whose statement or entry this is.
  const before = all.flatMap(place => {
    const { sql, yaml, columns, keys } = place.table;
    const places = [sql, yaml, ...columns.map(it => it.sql), ...keys.map(it => it.sql)];
    return places.filter(it => it?.uri === uri).map(it => ({ place, line: it!.range.start.line }));
  });
  const near = before.filter(it => it.line <= line).sort((a, b) => b.line - a.line);
  return near[0]?.place ?? before.sort((a, b) => a.line - b.line)[0]?.place;
}
