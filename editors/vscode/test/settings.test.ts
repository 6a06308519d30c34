import assert from "node:assert";
import fs from "node:fs";
import { test } from "node:test";

// esbuild puts the tests into out/test; the tests are started in the folder of the extension.
const manifest = JSON.parse(fs.readFileSync("package.json", "utf8"));
const readme = fs.readFileSync("README.md", "utf8");
const source = fs.readdirSync("src").map(it => fs.readFileSync(`src/${it}`, "utf8")).join("\n");

test("each setting stands in the README with its default, and no other does", () => {
  const settings: Record<string, { default: unknown; markdownDescription: string }> =
    manifest.contributes.configuration.properties;
  for (const [name, setting] of Object.entries(settings)) {
    assert(setting.markdownDescription.length > 20, name);
    const shown = setting.default === "" ? "empty" : `\`${setting.default}\``;
    assert(readme.includes(`| \`${name}\` | ${shown} |`), `${name}, ${shown}`);
  }
  const told = [...readme.matchAll(/^\| `(pgwright\.[\w.]+)`/gm)].map(it => it[1]);
  assert.deepEqual(told.sort(), Object.keys(settings).sort());
});

test("each command of the palette stands in the README", () => {
  for (const { command, title } of manifest.contributes.commands) {
    const hidden = manifest.contributes.menus.commandPalette.some(
      (it: { command: string; when: string }) => it.command === command && it.when === "false",
    );
    assert(hidden || readme.includes(title), title);
  }
});

test("each command is registered", () => {
  for (const { command } of manifest.contributes.commands) {
    assert(source.includes(`add("${command.replace("pgwright.", "")}"`), command);
  }
});

test("the files that the walkthrough shows are there", () => {
  for (const { steps } of manifest.contributes.walkthroughs) {
    for (const step of steps) assert(fs.existsSync(step.media.markdown), step.media.markdown);
  }
});
