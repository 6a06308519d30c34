// Makes a picture of a terminal's screen:
//
//   tmux capture-pane -e -N -p | node tests/editors/screen.mjs OUT.png COLUMNS ROWS
//
// with the xterm.js and the playwright-core of $PGWRIGHT_EDITORS/screens, in the machine's Chromium.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [out, columns, rows] = process.argv.slice(2);
const modules = `${process.env.PGWRIGHT_EDITORS}/screens/`;
const { chromium } = createRequire(modules)("playwright-core");
const screen = readFileSync(0, "utf8").replace(/\n+$/, "").replace(/\n/g, "\r\n");

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1800, height: 1400 } });
await page.setContent("<body style='margin:0;background:#14161b'><div id=it style='display:inline-block;padding:8px'></div>");
await page.addStyleTag({ path: `${modules}node_modules/@xterm/xterm/css/xterm.css` });
await page.addScriptTag({ path: `${modules}node_modules/@xterm/xterm/lib/xterm.js` });
await page.evaluate(
  ([text, cols, rows]) =>
    new Promise((done) => {
      const theme = { background: "#14161b", foreground: "#e0e2ea" };
      const terminal = new Terminal({ cols, rows, fontFamily: "DejaVu Sans Mono", fontSize: 14, lineHeight: 1.25, theme });
      terminal.open(document.getElementById("it"));
      terminal.write("\x1b[?25l" + text, () => setTimeout(done, 300));
    }),
  [screen, Number(columns), Number(rows)],
);
await page.locator("#it").screenshot({ path: out });
await browser.close();
