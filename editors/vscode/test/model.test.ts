import assert from "node:assert";
import { test } from "node:test";
import { generated, tableAt } from "../src/places";
import type { ModelProject } from "../src/protocol";

const at = (uri: string, line: number) => ({
  uri,
  range: { start: { line, character: 0 }, end: { line, character: 1 } },
});
const standing = { text: "in line", inLine: true, generates: false };
const PROJECTS: ModelProject[] = [
  {
    uri: "file:///shop",
    configuration: "file:///shop/pgwright.yaml",
    drifts: 0,
    schemas: [
      {
        name: "public",
        tables: [
          {
            name: "users",
            kind: "table",
            standing,
            sql: at("file:///shop/1.sql", 0),
            yaml: at("file:///shop/pgwright.yaml", 5),
            go: at("file:///shop/users.go", 10),
            columns: [{ name: "phone", detail: "text", sql: at("file:///shop/2.sql", 3) }],
            keys: [],
          },
          { name: "posts", kind: "table", standing, sql: at("file:///shop/1.sql", 10), columns: [], keys: [] },
          { name: "hidden", kind: "table", sql: at("file:///shop/1.sql", 20), columns: [], keys: [] },
        ],
      },
    ],
  },
];

const name = (uri: string, line: number) => tableAt(PROJECTS, uri, line)?.name;

test("a table is found at its statements, its entry and its Go", () => {
  assert.equal(name("file:///shop/1.sql", 4), "public.users");
  assert.equal(name("file:///shop/1.sql", 12), "public.posts");
  assert.equal(name("file:///shop/2.sql", 3), "public.users");
  assert.equal(name("file:///shop/2.sql", 0), "public.users");
  assert.equal(name("file:///shop/pgwright.yaml", 7), "public.users");
  assert.equal(name("file:///shop/users.go", 99), "public.users");
});

test("elsewhere there is none", () => {
  assert.equal(name("file:///shop/main.go", 1), undefined);
  assert.equal(tableAt([], "file:///shop/1.sql", 1), undefined);
});

test("only tables with code can be generated", () => {
  assert.deepEqual(generated(PROJECTS).map(it => it.name), ["public.users", "public.posts"]);
});
