// A folder that is not trusted, and means harm: its configuration names a database that listens, an
// output folder outside, and its settings a server of its own. Nothing is dialled, written or
// started.
import assert from "node:assert";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { BLOG, module, write } from "../project.mjs";
import { sleep, until } from "../wait.mjs";

let listener;
let dialled = 0;

export default {
  trust: "restricted",
  project(folder) {
    module(folder);
    write(folder, BLOG);
  },
  async before({ folder, out }) {
    listener = net.createServer(socket => {
      dialled++;
      socket.destroy();
    });
    await new Promise(done => listener.listen(0, "127.0.0.1", done));
    const { port } = listener.address();
    write(folder, {
      "pgwright.yaml": `database:
  schema: public
  dsn: postgres://postgres@127.0.0.1:${port}/postgres
output:
  directory: ../outside
`,
      ".vscode/settings.json": JSON.stringify({
        "pgwright.server.path": path.join(folder, "bin/pgwright"),
        "pgwright.database.enabled": true,
        "pgwright.trusted": true,
      }),
    });
    const harmful = `#!/bin/sh\ntouch '${out}/started'\n`;
    for (const place of ["bin", "node_modules/.bin", ".venv/bin"]) {
      fs.mkdirSync(path.join(folder, place), { recursive: true });
      fs.writeFileSync(path.join(folder, place, "pgwright"), harmful, { mode: 0o755 });
    }
    const environment = { PATH: `${path.join(folder, "bin")}:${process.env.PATH}` };
    return { environment };
  },
  async steps(editor) {
    const files = () => fs.readdirSync(editor.folder, { recursive: true })
      .filter(it => !it.startsWith(".git")).sort();
    const before = files();
    await editor.open("migrations/0001_users.sql");
    // Problems are shown, and questions answered.
    await editor.problem("pgwright.yaml", "leads out of the project", { underlined: false });
    await editor.cursorAt("email text");
    await editor.hover("email");
    await editor.palette("pgwright: Generate All");
    await editor.notification("writes nothing in a workspace that you do not trust");
    await editor.palette("pgwright: Set Up in This Folder");
    await editor.notification("writes nothing in a folder that you do not trust");
    await editor.type("-- ");
    await editor.picture("restricted.png");
    await sleep(2000);
    assert.deepEqual(files(), before, "something is written in the folder");
    assert(!fs.existsSync(path.join(editor.folder, "../outside")), "something is written outside");
    assert(!fs.existsSync(path.join(editor.out, "started")), "a program of the folder is started");
    assert.equal(dialled, 0, "the database is dialled");

    // An output folder of its own: until it is trusted nothing is written, then it is.
    await editor.revertAll();
    fs.rmSync(editor.path(".vscode"), { recursive: true });
    editor.writeOnDisk("pgwright.yaml", "database: {schema: public}\noutput: {directory: internal/repository}\n");
    await editor.status("drifts");
    await editor.palette("pgwright: Generate All");
    await sleep(1000);
    assert(!fs.existsSync(editor.path("internal")), "something is written before trust");
    await editor.trust();
    await until("what is written after trust", async () => {
      await editor.command("pgwright.regenerateAll");
      return fs.existsSync(editor.path("internal/repository/users_repository.go"));
    });
    assert.equal(dialled, 0, "the database is dialled");
    assert(!fs.existsSync(path.join(editor.out, "started")), "a program of the folder is started");
  },
  async after() {
    await new Promise(done => listener.close(done));
  },
};
