-- What the scenarios share: each is run by `nvim FILE +"luafile SCENARIO"` as a person's Neovim
-- starts, with the plugin as a package. It ends Neovim, with the exit code 1 when a step failed.
local M = {}

local is_new = vim.fn.has('nvim-0.11') == 1
local is_newest = vim.fn.has('nvim-0.12') == 1

-- Waits until something is so: half a minute, as the machines are busy.
function M.wait(what, condition)
  local last
  local held = vim.wait(30000, function()
    last = condition()
    return last
  end, 20)
  if not held then
    error('this did not come: ' .. what .. '\n' .. M.state(), 2)
  end
  return last
end

-- What is on the screen of one who looks for why.
function M.state()
  local lines = { 'in ' .. vim.api.nvim_buf_get_name(0) }
  for _, it in ipairs(vim.diagnostic.get()) do
    local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(it.bufnr), ':.')
    table.insert(lines, ('%s:%d: %s [%s]'):format(name, it.lnum + 1, it.message, it.code))
  end
  table.insert(lines, vim.fn.execute('messages'))
  return table.concat(lines, '\n')
end

-- The client of the buffer, when it has come up.
function M.attached()
  return M.wait('a server', function()
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'pgwright' })[1]
    return client and client.initialized and client
  end)
end

function M.edit(path)
  vim.cmd('hide edit ' .. vim.fn.fnameescape(path))
end

function M.read(path)
  local file = io.open(path, 'rb')
  if not file then
    return nil
  end
  local text = file:read('*a')
  file:close()
  return text
end

function M.write(path, text)
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

function M.lines(buffer)
  return vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false)
end

-- The first line of the buffer, counted from 1, that has a text.
function M.line_of(text)
  for number, line in ipairs(M.lines()) do
    if line:find(text, 1, true) then
      return number, line:find(text, 1, true)
    end
  end
  error(('no line has %q in\n%s'):format(text, table.concat(M.lines(), '\n')), 2)
end

-- Puts the cursor on the first letter of a text, or on a later one.
function M.go_to(text, letter)
  local line, column = M.line_of(text)
  vim.api.nvim_win_set_cursor(0, { line, column - 1 + (letter or 0) })
end

-- Types a line behind the one that has a text. Nothing is saved.
function M.type_behind(text, line)
  M.go_to(text)
  vim.cmd.normal({ 'o' .. line, bang = true })
end

-- The problems of a file, open or not, that have a code.
function M.problems(path, code)
  local buffer = vim.fn.bufnr('^' .. vim.fn.fnamemodify(path, ':p') .. '$')
  if buffer == -1 then
    return {}
  end
  return vim.tbl_filter(function(it)
    return it.source == 'pgwright' and (not code or it.code == code)
  end, vim.diagnostic.get(buffer))
end

-- The problem of a file that has a code, when it has come.
function M.problem(path, code)
  local found = M.wait(('%s in %s'):format(code, path), function()
    return M.problems(path, code)[1]
  end)
  return found
end

-- Waits until a file has no problem of a code any more.
function M.mended(path, code)
  M.wait(('no %s in %s'):format(code, path), function()
    return #M.problems(path, code) == 0
  end)
end

-- The drifts that are known, of whatever file.
function M.drifts()
  return vim.tbl_filter(function(it)
    return it.source == 'pgwright' and vim.startswith(it.code, 'drift')
  end, vim.diagnostic.get())
end

-- Waits until a lens of the buffer, as it is shown, says this.
function M.lens(title)
  return M.wait('the lens ' .. title, function()
    return vim.iter(vim.lsp.codelens.get(is_newest and { bufnr = 0 } or 0)):find(function(it)
      local lens = it.lens or it
      return lens.command and lens.command.title == title
    end)
  end)
end

-- Chooses the code action at the cursor whose title begins so.
function M.choose(title)
  local seen = {}
  local function is_it(action)
    seen[action.title] = true
    return vim.startswith(action.title, title)
  end
  local before = vim.api.nvim_buf_get_changedtick(0)
  vim.lsp.buf.code_action({ apply = true, filter = is_it })
  M.wait('the action ' .. title, function()
    for name in pairs(seen) do
      if vim.startswith(name, title) then
        return true
      end
    end
    return false
  end)
  return before
end

-- Asks the server as a key does, and waits.
function M.ask(method, params)
  local client = M.attached()
  local answer
  if is_new then
    answer = client:request_sync(method, params, 30000, vim.api.nvim_get_current_buf())
  else
    answer = client.request_sync(method, params, 30000, vim.api.nvim_get_current_buf())
  end
  assert(answer and not answer.err, vim.inspect(answer))
  return answer.result
end

-- Where the cursor is, as the server counts.
function M.here()
  return vim.lsp.util.make_position_params(0, M.attached().offset_encoding)
end

-- Whether what is on disk compiles.
function M.compiles()
  local done = vim.system({ 'go', 'build', './...' }, { text = true }):wait()
  assert(done.code == 0, done.stdout .. done.stderr)
end

function M.equal(is, should)
  if not vim.deep_equal(is, should) then
    error(('%s instead of %s'):format(vim.inspect(is), vim.inspect(should)), 2)
  end
end

-- What a person was told, and what a list offered them that they chose from.
M.told = {}
vim.notify = function(what)
  table.insert(M.told, what)
end

function M.hears(text)
  M.wait('the message ' .. text, function()
    return vim.iter(M.told):any(function(what)
      return what:find(text, 1, true) ~= nil
    end)
  end)
end

-- Runs the steps, and ends Neovim.
function M.run(steps)
  vim.opt.swapfile = false
  vim.opt.autoread = true
  local fine, why = xpcall(steps, debug.traceback)
  if not fine then
    io.stderr:write(why .. '\ntold: ' .. vim.inspect(M.told) .. '\n')
    vim.cmd('cquit 1')
  end
  vim.cmd('qall!')
end

return M
