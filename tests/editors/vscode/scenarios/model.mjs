// The tree of the model follows what is typed and leads to SQL and Go; the status bar says how all
// stands; a preview shows what generating changes, and writes nothing; problems are explained.
import assert from "node:assert";
import { blog, goBuild } from "../project.mjs";
import { until } from "../wait.mjs";

const GO = "internal/repository/users_repository.go";
const SQL = "migrations/0003_phone.sql";

export default {
  project: blog,
  async steps(editor) {
    editor.writeOnDisk(SQL, "-- How to call them.\n");
    await editor.open(SQL);
    await editor.status("pgwright: in line");
    await editor.palette("pgwright: Show Model");
    await editor.row("public");
    await editor.row("users");

    // What is typed is in the tree, and counted.
    await editor.cursorAt("-- How to call them.\n", { after: true });
    await editor.type("ALTER TABLE users ADD COLUMN phone text;");
    await editor.row("1 column behind");
    await editor.status("pgwright: 1 drift");
    await editor.unfold("users");
    await editor.row("phone");
    await editor.row("users_email_key");
    await editor.picture("tree.png");

    // It leads to where things are made, and to their code.
    await editor.row("email", { click: true });
    await until("the SQL is shown", async () =>
      (await editor.where())?.file === editor.path("migrations/0001_users.sql"));
    assert.match((await editor.where()).line, /email text/);
    await editor.palette("pgwright: Open Generated File");
    await until("the Go is shown", async () => (await editor.where())?.file === editor.path(GO));
    assert.match((await editor.where()).line, /type Users struct/);

    // A problem is explained.
    await editor.problem(GO, "phone");
    await editor.cursorAt("Name  string");
    await editor.palette("pgwright: Explain This Problem");
    await editor.tab("Preview drift.md");
    await editor.command("workbench.action.closeActiveEditor");

    // What generating changes is shown, and nothing is written.
    const before = editor.onDisk(GO);
    await editor.palette("pgwright: Preview What Generating Changes");
    await editor.tab("as generated");
    await editor.page.locator(".monaco-diff-editor .view-line").filter({ hasText: "Phone" }).first().waitFor();
    await editor.picture("preview.png");
    assert.equal(editor.onDisk(GO), before);
    await editor.command("workbench.action.closeActiveEditor");

    // One table is generated from the palette, and a feature switched.
    await editor.revertAll();
    editor.writeOnDisk(SQL, "ALTER TABLE users ADD COLUMN phone text;\n");
    await editor.status("pgwright: 1 drift");
    await editor.palette("pgwright: Generate This Table");
    await editor.pick("public.users");
    await until("the field is on disk", () => /Phone\s+\*string/.test(editor.onDisk(GO)));
    await editor.status("pgwright: in line");
    goBuild(editor.folder);
    await editor.palette("pgwright: Enable Feature...");
    await editor.pick("Enable metrics for the project");
    await until("metrics are on", async () => /metrics/.test(await editor.text("pgwright.yaml")));
    await editor.noProblems();
    await editor.command("workbench.action.files.saveAll");
    await until("all is saved", async () => (await editor.unsaved()).length === 0);
    await editor.status("pgwright: in line");
    goBuild(editor.folder);

    // The server goes, and comes again.
    await editor.palette("pgwright: Restart Server");
    await editor.status("pgwright: in line");
  },
};
