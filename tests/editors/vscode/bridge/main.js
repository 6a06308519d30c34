// Lets a test ask VS Code itself: runs functions in the extension host that come over the Unix
// socket PGWRIGHT_BRIDGE, and answers with what they return.
const vscode = require("vscode");
const fs = require("node:fs");
const http = require("node:http");

exports.activate = context => {
  const socket = process.env.PGWRIGHT_BRIDGE;
  if (!socket) return;
  fs.rmSync(socket, { force: true });
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", part => (body += part));
    request.on("end", async () => {
      let answer;
      try {
        const { source, argument } = JSON.parse(body);
        const run = new Function("require", `return (${source})`)(require);
        answer = { result: await run(vscode, argument) };
      } catch (error) {
        answer = { error: String(error.stack ?? error) };
      }
      response.end(JSON.stringify(answer));
    });
  });
  server.listen(socket);
  context.subscriptions.push({ dispose: () => server.close() });
};
