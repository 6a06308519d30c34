#!/usr/bin/env node
// run.mjs SCENARIO OPTION…: drives a real VS Code through scenarios/SCENARIO.mjs.
//
//   --editors DIR     what tests/editors/setup filled
//   --extension FILE  the .vsix of pgwright
//   --bridge FILE     the .vsix of bridge/
//   --program FILE    pgwright itself
//   --tee FILE        a program that writes down what an editor and a server say to each other:
//                     FILE LOG PROGRAM ARGUMENT…
//   --out DIR         for what is left: pictures, logs, the project, messages.jsonl
//
// Exit code 0: every step went as it should. Otherwise failed.png shows where it stood.
import assert from "node:assert";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { start } from "./editor.mjs";

const text = { type: "string" };
const { values, positionals } = parseArgs({
  options: { editors: text, extension: text, bridge: text, program: text, tee: text, out: text },
  allowPositionals: true,
});
const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const name = positionals[0];
const { default: scenario } = await import(path.join(here, "scenarios", `${name}.mjs`));
const out = path.resolve(values.out);
const folder = path.join(out, "project");
const began = Date.now();
const log = line => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });
scenario.project(folder, { program: values.program, out });
execFileSync("git", ["init", "--quiet", folder]);
const messages = path.join(out, "messages.jsonl");
// VS Code starts a program by its path alone.
const recorded = path.join(out, "pgwright");
const quoted = [values.tee, messages, values.program].map(it => `'${path.resolve(it)}'`).join(" ");
fs.writeFileSync(recorded, `#!/bin/sh\n[ "$1" = --stdio ] || exec ${quoted.split(" ").at(-1)} "$@"\nexec ${quoted} "$@"\n`, { mode: 0o755 });

let editor;
let failed = false;
try {
  const rest = (await scenario.before?.({ folder, out, recorded, program: values.program })) ?? {};
  editor = await start({
    editors: path.resolve(values.editors),
    out,
    folder,
    extensions: [values.extension, values.bridge].map(it => path.resolve(it)),
    settings: scenario.bundled ? {} : { "pgwright.server.path": recorded },
    trust: scenario.trust,
    log,
    ...rest,
  });
  const processes = { program: path.resolve(values.program), process: editor.process };
  await scenario.steps(editor.workbench, processes);
  const errors = await editor.workbench.errors();
  assert.deepEqual(errors, [], "VS Code shows errors");
  await scenario.end?.(processes);
} catch (error) {
  failed = true;
  log(`failed: ${error.stack ?? error}`);
  await editor?.workbench.page.screenshot({ path: path.join(out, "failed.png") }).catch(() => {});
}
try {
  await editor?.stop();
  await scenario.after?.({ out, folder, messages, log });
} catch (error) {
  failed = true;
  log(`failed at the end: ${error.stack ?? error}`);
}
log(failed ? `${name} FAILED; see ${out}` : `${name} passed`);
process.exit(failed ? 1 : 0);
