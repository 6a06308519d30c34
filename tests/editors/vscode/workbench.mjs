// An open VS Code, as a person works in it. Keys, menus and pictures go through the page; what is
// waited for is asked of VS Code itself (bridge/).
import assert from "node:assert";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { LIMIT, sleep, until } from "./wait.mjs";

/** The menu of code actions; one that is closed stays in the page, and so does its submenu. */
const MENU = ".action-widget:not(.action-list-submenu-panel)";
const BULB = "[class*=codicon-gutter-lightbulb], [class*=codicon-light-bulb], [class*=codicon-lightbulb]";
const SQUIGGLE = {
  error: ".squiggly-error",
  warning: ".squiggly-warning",
  information: ".squiggly-info",
  hint: ".squiggly-hint, .squiggly-unnecessary",
};

export class Workbench {
  constructor({ page, folder, out, socket, log }) {
    Object.assign(this, { page, folder, out, socket, log });
  }

  /** What `run(vscode, argument)` returns in the extension host. */
  ask(run, argument) {
    const body = JSON.stringify({ source: String(run), argument });
    return new Promise((done, fail) => {
      const request = http.request({ socketPath: this.socket, method: "POST", timeout: LIMIT }, response => {
        let text = "";
        response.on("data", part => (text += part));
        response.on("end", () => {
          const answer = JSON.parse(text);
          answer.error ? fail(new Error(answer.error)) : done(answer.result);
        });
      });
      request.on("error", fail);
      request.on("timeout", () => request.destroy(new Error("the extension host does not answer")));
      request.end(body);
    });
  }

  /** A file of the folder, by its absolute path. */
  path(file) {
    return path.join(this.folder, file);
  }

  /** What is on disk; undefined when there is no such file. */
  onDisk(file) {
    return fs.existsSync(this.path(file)) ? fs.readFileSync(this.path(file), "utf8") : undefined;
  }

  /** Changes a file behind the editor's back. */
  writeOnDisk(file, text) {
    fs.mkdirSync(path.dirname(this.path(file)), { recursive: true });
    fs.writeFileSync(this.path(file), text);
  }

  /** Runs a command of VS Code. */
  command(id, ...rest) {
    return this.ask((vscode, [id, rest]) => vscode.commands.executeCommand(id, ...rest).then(() => {}), [id, rest]);
  }

  /** Chooses a command by its title, as a person does. */
  async palette(title) {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor({ timeout: LIMIT });
    await input.fill(`>${title}`);
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first()
      .click({ timeout: LIMIT });
  }

  /** Chooses from the list that a command shows. */
  async pick(label) {
    const row = this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: label }).first();
    await row.click({ timeout: LIMIT });
  }

  async open(file) {
    await this.ask(async (vscode, file) => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
      await vscode.window.showTextDocument(document, { preview: false });
    }, this.path(file));
    const name = path.basename(file);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor({ timeout: LIMIT });
    await this.page.locator(".editor-instance .view-lines").first().waitFor({ timeout: LIMIT });
  }

  async focus() {
    await this.command("workbench.action.focusActiveEditorGroup");
    await until("the editor has the focus", () =>
      this.page.evaluate(() => !!document.activeElement?.closest(".monaco-editor")));
  }

  /** Puts the cursor before the first `needle` of the open file; behind it with `after`. */
  async cursorAt(needle, { after = false } = {}) {
    const found = await this.ask((vscode, [needle, after]) => {
      const editor = vscode.window.activeTextEditor;
      const at = editor.document.getText().indexOf(needle);
      if (at < 0) return false;
      const position = editor.document.positionAt(after ? at + needle.length : at);
      editor.selection = new vscode.Selection(position, position);
      editor.revealRange(editor.selection);
      return true;
    }, [needle, after]);
    assert(found, `the open file has no ${needle}`);
    await this.focus();
  }

  async type(text) {
    await this.focus();
    await this.page.keyboard.type(text, { delay: 15 });
  }

  async save() {
    await this.ask(vscode => vscode.window.activeTextEditor.document.save());
  }

  /** The text of a file as the editor has it; of the open one without a name. */
  text(file) {
    return this.ask(async (vscode, file) => {
      if (!file) return vscode.window.activeTextEditor.document.getText();
      const open = vscode.workspace.textDocuments.find(it => it.uri.fsPath === file);
      return (open ?? (await vscode.workspace.openTextDocument(vscode.Uri.file(file)))).getText();
    }, file && this.path(file));
  }

  /** Where the cursor is: the file, and the text of its line. */
  where() {
    return this.ask(vscode => {
      const editor = vscode.window.activeTextEditor;
      if (!editor) return undefined;
      const { line, character } = editor.selection.active;
      return { file: editor.document.uri.fsPath, line: editor.document.lineAt(line).text, at: character };
    });
  }

  /** The problems that VS Code shows: those of a file, or all. */
  async problems(file) {
    const all = await this.ask((vscode, file) => {
      const severities = ["error", "warning", "information", "hint"];
      const lists = file
        ? [[vscode.Uri.file(file), vscode.languages.getDiagnostics(vscode.Uri.file(file))]]
        : vscode.languages.getDiagnostics();
      return lists.flatMap(([uri, list]) => list.map(it => ({
        file: uri.fsPath,
        message: it.message,
        code: String(it.code?.value ?? it.code ?? ""),
        source: it.source,
        severity: severities[it.severity],
        line: it.range.start.line,
        related: (it.relatedInformation ?? []).map(that => that.location.uri.fsPath),
      })));
    }, file && this.path(file));
    return all.filter(it => it.source === "pgwright");
  }

  /** Waits for a problem of `file` whose message has `message`, and for it to be underlined. */
  async problem(file, message, { underlined = true } = {}) {
    const found = await until(`a problem of ${file}: ${message}`, async () =>
      (await this.problems(file)).find(it => it.message.includes(message)));
    this.log(`  ${file}:${found.line + 1}: ${found.message}`);
    if (underlined) {
      await this.page.locator(SQUIGGLE[found.severity]).first().waitFor({ state: "attached", timeout: LIMIT });
    }
    return found;
  }

  /** Waits until there is no problem: of a file, or at all. */
  async noProblems(file) {
    let left = [];
    await until(`no problems of ${file ?? "any file"}`, async () =>
      (left = await this.problems(file)).length === 0).catch(error => {
      throw new Error(`${error.message}: ${JSON.stringify(left)}`);
    });
  }

  /**
   * Opens the menu of code actions at the cursor; its titles. VS Code asks for actions by itself a
   * moment after the cursor moves or problems change, and gives up what was asked just before: the
   * lightbulb says that this is over. A second Control+. takes the first entry of an open menu, so
   * the text is looked at before another try.
   */
  async menu(through = "keys") {
    const before = await this.text();
    const menu = this.page.locator(MENU);
    const bulb = this.page.locator(BULB).first();
    for (let attempt = 1; ; attempt++) {
      await this.focus();
      await bulb.waitFor({ timeout: 3000 * attempt }).catch(() => {});
      await sleep(400 * attempt);
      if (through === "lightbulb") await bulb.click({ timeout: LIMIT });
      else await this.page.keyboard.press("Control+.");
      try {
        await menu.waitFor({ timeout: 3000 });
        return await menu.locator(".monaco-list-row.action .title").allInnerTexts();
      } catch (error) {
        if (attempt === 5) throw error;
        await this.page.keyboard.press("Escape");
        await sleep(300);
        assert.equal(await this.text(), before, "an action was taken without its menu");
      }
    }
  }

  /** Takes the action whose title has `title`, from the menu at the cursor. */
  async act(title, { through, picture } = {}) {
    const titles = await this.menu(through);
    this.log(`  menu: ${titles.join(" | ")}`);
    if (picture) await this.picture(picture);
    assert(titles.some(it => it.includes(title)), `no action ${title} among ${titles.join(" | ")}`);
    await this.page.locator(`${MENU} .monaco-list-row.action`).filter({ hasText: title }).first().click();
    await this.page.locator(MENU).waitFor({ state: "hidden", timeout: LIMIT });
  }

  /** Applies what VS Code shows before it does it. What is to be confirmed is not ticked at first. */
  async confirmEdit({ picture } = {}) {
    const panel = this.page.locator(".bulk-edit-panel");
    await panel.locator(".monaco-list-row").first().waitFor({ timeout: LIMIT });
    for (let i = 0; i < 100; i++) {
      const box = panel.locator(".monaco-list-row").locator(
        "input[type=checkbox]:not(:checked), [role=checkbox][aria-checked=false]:visible").first();
      if (!(await box.count())) break;
      await box.click();
      await sleep(150);
    }
    if (picture) await this.picture(picture);
    await panel.getByRole("button", { name: "Apply", exact: true }).click({ timeout: LIMIT });
    await panel.waitFor({ state: "hidden", timeout: LIMIT });
  }

  /** Waits until the hover at the cursor has all of `texts`. */
  async hover(...texts) {
    await this.focus();
    let shown = "";
    await until(`the hover has ${texts.join(", ")}`, async () => {
      await this.command("editor.action.showHover");
      await sleep(700);
      const parts = await this.page.locator(".monaco-hover:visible").allInnerTexts();
      shown = parts.join("\n").replaceAll("\u00a0", " ");
      return texts.every(it => shown.includes(it));
    }).catch(error => {
      throw new Error(`${error.message}, but: ${shown}`);
    });
    await this.page.keyboard.press("Escape");
  }

  /** Waits until completion at the cursor offers `label`. */
  async offers(label) {
    await this.focus();
    await this.command("editor.action.triggerSuggest");
    await this.page.locator(".suggest-widget .monaco-list-row").filter({ hasText: label }).first()
      .waitFor({ timeout: LIMIT });
    await this.page.keyboard.press("Escape");
  }

  /** The definitions of what is at the cursor, of those whose line passes `wanted`. */
  async definitions(wanted) {
    const all = await this.ask(async vscode => {
      const { document, selection } = vscode.window.activeTextEditor;
      const found = await vscode.commands.executeCommand("vscode.executeDefinitionProvider", document.uri, selection.active);
      return Promise.all(found.map(async it => {
        const target = await vscode.workspace.openTextDocument(it.targetUri ?? it.uri);
        const range = it.targetSelectionRange ?? it.targetRange ?? it.range;
        return { file: target.uri.fsPath, line: target.lineAt(range.start.line).text };
      }));
    });
    return all.filter(it => wanted(it.line));
  }

  /** Whether VS Code asks whether to apply an edit; it does so within a moment. */
  async asksToConfirm() {
    const panel = this.page.locator(".bulk-edit-panel .monaco-list-row").first();
    return panel.waitFor({ timeout: 3000 }).then(() => true, () => false);
  }

  /** The documents with changes that are not saved. */
  unsaved() {
    return this.ask(vscode => vscode.workspace.textDocuments.filter(it => it.isDirty).map(it => it.uri.fsPath));
  }

  /** Waits until a line of the tree of the model has `text`. */
  async row(text, { click = false } = {}) {
    const row = this.page.locator(".customview-tree .monaco-list-row").filter({ hasText: text }).first();
    await row.waitFor({ timeout: LIMIT });
    if (click) await row.click();
  }

  /** Shows what is below a line of the tree. */
  async unfold(text) {
    const row = this.page.locator(".customview-tree .monaco-list-row").filter({ hasText: text }).first();
    await row.locator(".monaco-tl-twistie").click();
  }

  /** Waits until the tab that is shown has `text` in its name. */
  async tab(text) {
    await this.page.locator(".tab.active").filter({ hasText: text }).first().waitFor({ timeout: LIMIT });
  }

  /** Gives up what is not saved. */
  revertAll() {
    return this.ask(async vscode => {
      for (const document of vscode.workspace.textDocuments.filter(it => it.isDirty && it.uri.scheme === "file")) {
        await vscode.window.showTextDocument(document);
        await vscode.commands.executeCommand("workbench.action.files.revert");
      }
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    });
  }

  /** Waits until a lens of the open file says `text`. */
  async lens(text) {
    await this.page.locator(".codelens-decoration").filter({ hasText: text }).first().waitFor({ timeout: LIMIT });
  }

  async picture(name) {
    await sleep(300);
    const file = path.join(this.out, name);
    await this.page.screenshot({ path: file });
    this.log(`  picture ${file}`);
  }

  /** The errors among VS Code's notifications. */
  async errors() {
    await this.command("notifications.showList");
    await sleep(300);
    const rows = this.page.locator(".notification-list-item:has(.codicon-error)");
    const texts = await rows.allInnerTexts();
    await this.command("notifications.hideList");
    return texts.map(it => it.replace(/\s+/g, " ").slice(0, 300));
  }

  async notification(text) {
    await this.page.locator(".notification-list-item").filter({ hasText: text }).first()
      .waitFor({ timeout: LIMIT });
  }

  /** Waits until the status bar has an item with `text`. */
  async status(text) {
    await this.page.locator(".statusbar-item").filter({ hasText: text }).first().waitFor({ timeout: LIMIT });
  }

  /** Answers VS Code's question whether the folder is trusted. */
  async answerTrust(yes) {
    const dialog = this.page.locator(".monaco-dialog-box");
    await dialog.waitFor({ timeout: 60_000 });
    const name = yes ? /^Yes, I trust/ : /^No, I don.t trust/;
    await dialog.getByRole("button", { name }).click();
    await dialog.waitFor({ state: "detached" });
  }

  /** Gives trust later, through VS Code's own page. */
  async trust() {
    await this.command("workbench.trust.manage");
    const page = this.page.locator(".workspace-trust-editor");
    await page.getByRole("button", { name: "Trust", exact: true }).first().click({ timeout: LIMIT });
    await until("the folder is trusted", () => this.ask(vscode => vscode.workspace.isTrusted));
    await this.command("workbench.action.closeActiveEditor");
  }
}
