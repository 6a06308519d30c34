// A migration is edited and not saved; what has drifted shows, and is regenerated; the editor
// answers; settings are mended and switched; files change outside.
import assert from "node:assert";
import fs from "node:fs";
import { kill } from "node:process";
import { below, isRunning } from "../processes.mjs";
import { blog, goBuild } from "../project.mjs";
import { until } from "../wait.mjs";

const GO = "internal/repository/users_repository.go";
const SQL = "migrations/0003_phone.sql";

export default {
  project: blog,
  async steps(editor, { process, program }) {
    // Edited, not saved.
    editor.writeOnDisk(SQL, "-- How to call them.\n");
    await editor.open(SQL);
    await editor.noProblems();
    await editor.cursorAt("-- How to call them.\n", { after: true });
    await editor.type("ALTER TABLE users ADD COLUMN phone text;");
    await editor.lens("Users: 1 column behind · regenerate");
    await editor.open(GO);
    const drift = await editor.problem(GO, "phone");
    assert.equal(editor.onDisk(SQL), "-- How to call them.\n");
    assert(drift.related.includes(editor.path(SQL)), "the drift leads to its cause");
    assert.match((await editor.text()).split("\n")[drift.line], /Name +string/);

    // The lightbulb on the Go line regenerates; what is open is edited, saved, and compiles.
    await editor.cursorAt("Name  string");
    await editor.act("Regenerate", { through: "lightbulb", picture: "drift.png" });
    await until("the field is there", async () => /Phone\s+\*string/.test(await editor.text(GO)));
    await editor.noProblems();
    await editor.command("workbench.action.files.saveAll");
    await until("all is saved", () => /Phone\s/.test(editor.onDisk(GO) ?? ""));
    goBuild(editor.folder);

    // Hover, completion, from SQL to Go and back.
    await editor.open(SQL);
    await editor.cursorAt("users ADD");
    await editor.hover("users", "phone");
    await editor.cursorAt("ALTER TABLE users ADD COLUMN phone text;", { after: true });
    await editor.type("\nALTER TABLE users DROP COLUMN ");
    await editor.offers("phone");
    for (let i = 0; i < "\nALTER TABLE users DROP COLUMN ".length; i++) await editor.page.keyboard.press("Backspace");
    await editor.noProblems();
    await editor.cursorAt("phone text");
    const [go] = await editor.definitions(line => /Phone\s/.test(line));
    assert(go, "the column's definitions are not among the Go");
    await editor.open(GO);
    await editor.cursorAt("Phone ");
    await editor.command("editor.action.revealDefinition");
    await until("the definition is shown", async () => (await editor.where())?.file === editor.path(SQL));
    assert.match((await editor.where()).line, /ADD COLUMN phone/);

    // A configuration with a typo, and its mend.
    await editor.open("pgwright.yaml");
    await editor.cursorAt("directory: internal");
    await editor.type("pacakge: repository");
    // An offer that is open would be taken by Enter.
    await editor.page.keyboard.press("Escape");
    await editor.type("\n");
    await editor.problem("pgwright.yaml", "pacakge");
    await editor.cursorAt("pacakge");
    await editor.act("Write `package`", { picture: "typo.png" });
    await until("the typo is gone", async () => !(await editor.text()).includes("pacakge"));
    await editor.noProblems();
    await editor.save();

    // A feature is switched on, with the code that follows, and that compiles.
    await editor.cursorAt("database:");
    await editor.act("retry");
    if (await editor.asksToConfirm()) await editor.confirmEdit({ picture: "feature.png" });
    await until("retry is on", async () => /retry/.test(await editor.text("pgwright.yaml")));
    await editor.noProblems();
    await editor.command("workbench.action.files.saveAll");
    await until("all is saved", async () => (await editor.unsaved()).length === 0);
    assert.match(editor.onDisk("internal/repository/users_repository.go"), /Retry/);
    goBuild(editor.folder);

    // A migration that comes from outside, and goes again.
    editor.writeOnDisk("migrations/0004_age.sql", "ALTER TABLE users ADD COLUMN age integer;\n");
    await editor.problem(GO, "age", { underlined: false });
    fs.rmSync(editor.path("migrations/0004_age.sql"));
    await editor.noProblems();

    // An order writes what is closed, so that it compiles at once.
    editor.writeOnDisk("migrations/0004_age.sql", "ALTER TABLE posts ADD COLUMN age integer;\n");
    await editor.problem("internal/repository/posts_repository.go", "age", { underlined: false });
    await editor.command("workbench.action.closeAllEditors");
    await editor.command("pgwright.generateAll");
    assert.match(editor.onDisk("internal/repository/posts_repository.go"), /Age\s/);
    goBuild(editor.folder);
    await editor.noProblems();
  },

  // The server ends with the editor, however that ends.
  async end({ program, process }) {
    const running = below(process);
    const server = running.find(it => it.command[0] === program && it.command.includes("--stdio"));
    assert(server, "the server does not run");
    const recorder = running.find(it => it.id === server.parent);
    kill(recorder.parent, "SIGKILL");
    await until("the server has ended", () => !isRunning(server.id));
  },
};
