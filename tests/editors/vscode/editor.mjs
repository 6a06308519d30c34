// A VS Code of its own for a test: code-server with settings, extensions and a home below one
// folder, and a browser that has it open.
import { execFileSync, spawn } from "node:child_process";
import { createRequire } from "node:module";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { Workbench } from "./workbench.mjs";
import { sleep, until } from "./wait.mjs";

/** What a person sees of VS Code besides their work is off: it moves pictures, and asks. */
const QUIET = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "git.openRepositoryInParentFolders": "never",
  "editor.autoClosingBrackets": "never",
  "editor.autoClosingQuotes": "never",
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  "files.autoSave": "off",
  "security.workspace.trust.startupPrompt": "always",
};

/**
 * Starts it on `folder`.
 *
 * editors: what tests/editors/setup filled. out: a folder for all that it leaves. extensions: .vsix
 * files. settings: the person's. trust: "trusted" or "restricted" is the answer to VS Code's question;
 * without it nothing is asked. environment: of the extension host.
 */
export async function start({ editors, out, folder, extensions, settings = {}, trust, environment = {}, size, log }) {
  const node = path.join(editors, "vscode/node/node_modules/.bin/node");
  const entry = path.join(editors, "vscode/server/node_modules/code-server/out/node/entry.js");
  const user = path.join(out, "user");
  const wanted = { ...QUIET, "security.workspace.trust.enabled": trust !== undefined, ...settings };
  // What only a machine's settings may say stands in a file of its own when the editor is remote.
  for (const place of ["User", "Machine"]) {
    fs.mkdirSync(path.join(user, place), { recursive: true });
    fs.writeFileSync(path.join(user, place, "settings.json"), JSON.stringify(wanted, null, 2));
  }
  fs.mkdirSync(path.join(out, "home"), { recursive: true });
  fs.writeFileSync(path.join(out, "config.yaml"), "auth: none\n");
  // The path of a socket has 107 bytes at most.
  const sockets = fs.mkdtempSync(path.join(os.tmpdir(), "pgwright-bridge-"));
  const socket = path.join(sockets, "s");
  const env = { ...process.env, HOME: path.join(out, "home"), ...environment, PGWRIGHT_BRIDGE: socket };
  const place = [
    "--config", path.join(out, "config.yaml"),
    "--user-data-dir", user,
    "--extensions-dir", path.join(out, "extensions"),
  ];
  const output = fs.openSync(path.join(out, "editor.log"), "a");
  const stdio = ["ignore", output, output];
  execFileSync(node, [entry, ...place, ...extensions.flatMap(it => ["--install-extension", it])], { env, stdio });
  log(`${extensions.length} extensions installed`);

  const port = await freePort();
  const server = spawn(node, [
    entry, ...place, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry",
    "--disable-update-check", "--disable-getting-started-override",
    ...(trust === undefined ? ["--disable-workspace-trust"] : []),
  ], { env, detached: true, stdio });
  let browser;
  const stop = async () => {
    await browser?.close().catch(() => {});
    await end(server);
    fs.rmSync(sockets, { recursive: true, force: true });
  };
  try {
    const { chromium } = createRequire(path.join(editors, "screens") + "/")("playwright-core");
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-first-run"],
    });
    const context = await browser.newContext({ viewport: size ?? { width: 1280, height: 800 } });
    const page = await context.newPage();
    const heard = fs.createWriteStream(path.join(out, "browser.log"));
    page.on("console", message => heard.write(`${message.type()} ${message.text()}\n`));
    const address = `http://127.0.0.1:${port}`;
    await until("the editor listens", async () => (await fetch(`${address}/healthz`)).ok, 60_000);
    await page.goto(`${address}/?folder=${encodeURIComponent(folder)}`, { waitUntil: "domcontentloaded", timeout: 90_000 });
    await page.locator(".monaco-workbench").waitFor({ timeout: 90_000 });
    const workbench = new Workbench({ page, folder, out, socket, log });
    if (trust !== undefined) await workbench.answerTrust(trust === "trusted");
    await until("the extension host answers", () => workbench.ask(() => true), 60_000);
    log("VS Code is up");
    return { workbench, stop, process: server.pid };
  } catch (error) {
    await stop();
    throw error;
  }
}

function freePort() {
  return new Promise(done => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Ends the editor and all that it started. */
async function end(server) {
  const gone = new Promise(done => server.once("exit", done));
  const signal = name => {
    try {
      process.kill(-server.pid, name);
    } catch {
      // Nobody is there any more.
    }
  };
  if (server.exitCode === null && server.signalCode === null) {
    signal("SIGTERM");
    await Promise.race([gone, sleep(5000)]);
  }
  signal("SIGKILL");
}
