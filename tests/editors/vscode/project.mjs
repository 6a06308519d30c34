// The projects that scenarios work in.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const projects = path.resolve(new URL("../../projects", import.meta.url).pathname);

/** A Go module that has what generated code imports. */
export function module(folder) {
  for (const file of ["go.mod", "go.sum"]) {
    fs.copyFileSync(path.join(projects, "tracker", file), path.join(folder, file));
  }
}

export function write(folder, files) {
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  }
}

/** The migrations and the configuration of a small blog. */
export const BLOG = {
  "migrations/0001_users.sql": `CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL DEFAULT ''
);
`,
  "migrations/0002_posts.sql": `CREATE TABLE posts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author_id bigint NOT NULL REFERENCES users (id),
    title text NOT NULL
);
CREATE INDEX posts_author_id_idx ON posts (author_id);
`,
  "pgwright.yaml": `database:
  schema: public
migrations:
  directory: migrations
output:
  directory: internal/repository
`,
};

/** The blog, generated and in line. */
export function blog(folder, { program }) {
  module(folder);
  write(folder, BLOG);
  execFileSync(program, ["--generate", "--quiet", "--root", folder]);
}

/** Compiles what is on disk. */
export function goBuild(folder) {
  execFileSync("go", ["build", "./..."], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
}
