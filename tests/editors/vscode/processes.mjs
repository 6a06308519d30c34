// The processes that a test started, from Linux's /proc.
import fs from "node:fs";

/** The processes below `root`: their ids, those of their parents, and their commands. */
export function below(root) {
  const all = fs.readdirSync("/proc").filter(it => /^\d+$/.test(it)).flatMap(id => {
    try {
      const stat = fs.readFileSync(`/proc/${id}/stat`, "utf8");
      const command = fs.readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0").filter(it => it !== "");
      // The name stands in brackets and may have spaces in it.
      const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return [{ id: +id, parent: +parent, command }];
    } catch {
      return []; // It has ended.
    }
  });
  const children = id => all.filter(it => it.parent === id).flatMap(it => [it, ...children(it.id)]);
  return children(root);
}

export function isRunning(id) {
  return fs.existsSync(`/proc/${id}`);
}
