import assert from "node:assert";
import path from "node:path";
import { test } from "node:test";
import { find, type Places } from "../src/find";

const PLACES: Places = {
  setting: "",
  extension: "/ext",
  folders: ["/home/ada/shop"],
  trusted: true,
  path: ["/usr/bin", "/home/ada/shop/tools", "relative"].join(path.delimiter),
  windows: false,
};

/** What is found where only these programs are. */
function found(programs: string[], places: Partial<Places> = {}) {
  const search = find({ ...PLACES, ...places }, file => programs.includes(file));
  return search.found === undefined ? search.looked : [`${search.found} (${search.from})`];
}

test("the order is setting, bundled, workspace, PATH", () => {
  const all = ["/mine/pgwright", "/ext/server/pgwright", "/home/ada/shop/bin/pgwright", "/usr/bin/pgwright"];
  assert.deepEqual(found(all, { setting: "/mine/pgwright" }), ["/mine/pgwright (setting)"]);
  assert.deepEqual(found(all), ["/ext/server/pgwright (bundled)"]);
  assert.deepEqual(found(all.slice(2)), ["/home/ada/shop/bin/pgwright (workspace)"]);
  assert.deepEqual(found(all.slice(3)), ["/usr/bin/pgwright (PATH)"]);
});

test("a setting that names no program is an error, whatever else there is", () => {
  assert.deepEqual(found(["/ext/server/pgwright"], { setting: "/gone" }), ["setting: /gone"]);
});

test("a setting may begin with the home or the workspace", () => {
  const home = path.join(process.env["HOME"] ?? "", "bin/pgwright");
  assert.deepEqual(found([home], { setting: "~/bin/pgwright" }), [`${home} (setting)`]);
  const own = "/home/ada/shop/x/pgwright";
  assert.deepEqual(found([own], { setting: "${workspaceFolder}/x/pgwright" }), [`${own} (setting)`]);
  assert.deepEqual(found([own], { setting: "x/pgwright" }), [`${own} (setting)`]);
});

test("a failed search says all places where it looked", () => {
  assert.deepEqual(found([]), [
    "bundled: /ext/server/pgwright",
    "workspace: /home/ada/shop/bin/pgwright",
    "workspace: /home/ada/shop/node_modules/.bin/pgwright",
    "workspace: /home/ada/shop/.venv/bin/pgwright",
    "PATH: /usr/bin/pgwright",
    "PATH: /home/ada/shop/tools/pgwright",
  ]);
});

test("of a folder that is not trusted nothing is started, through PATH neither", () => {
  const own = ["/home/ada/shop/bin/pgwright", "/home/ada/shop/tools/pgwright"];
  assert.deepEqual(found(own, { trusted: false }), [
    "bundled: /ext/server/pgwright",
    "workspace: not looked at, as it is not trusted",
    "PATH: /usr/bin/pgwright",
  ]);
});

test("on Windows it is called otherwise", () => {
  assert.deepEqual(found(["/ext/server/pgwright.exe"], { windows: true }), ["/ext/server/pgwright.exe (bundled)"]);
});
