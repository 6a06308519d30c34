-- Generating: the server writes the files that are not open, and edits those that are.
local client = require('pgwright.client')
local tell = require('pgwright.tell')

local M = {}

local function count(files, verb)
  if #files == 0 then
    return nil
  end
  return ('%d %s %s'):format(#files, #files == 1 and 'file' or 'files', verb)
end

-- What was done, in words.
function M.told(done)
  local parts = {}
  for _, part in ipairs({
    count(done.written, 'written') or '',
    count(done.removed, 'removed') or '',
    count(done.edited, 'edited, to be saved by you') or '',
    count(done.left, 'left alone') or '',
  }) do
    if part ~= '' then
      table.insert(parts, part)
    end
  end
  return #parts == 0 and 'everything is in line' or table.concat(parts, ', ')
end

-- Has a command of the server's done; `after` hears when it is.
local function execute(server, command, arguments, buffer, after)
  local params = { command = command, arguments = arguments }
  client.request(server, 'workspace/executeCommand', params, function(err, done)
    if err then
      tell.fail(err.message)
      return
    end
    tell.say(M.told(done))
    for _, left in ipairs(done.left) do
      tell.fail(('%s: %s'):format(vim.fn.fnamemodify(vim.uri_to_fname(left.uri), ':.'), left.reason))
    end
    -- Buffers of files that were written behind them.
    vim.cmd('silent! checktime')
    if after then
      after()
    end
  end, buffer)
end

-- Generates for the project of a buffer, or for one table of it.
---@param table_name string?
function M.project(table_name, after)
  local buffer = vim.api.nvim_get_current_buf()
  local server, why = client.of(buffer)
  if not server then
    return tell.fail(why)
  end
  local argument = { project = vim.uri_from_fname(client.root_of(server)), table = table_name }
  execute(server, 'pgwright.generate', { argument }, buffer, after)
end

-- Generates for all projects that are open.
function M.all()
  local buffer = vim.api.nvim_get_current_buf()
  local servers = client.all(buffer)
  if #servers == 0 then
    local _, why = client.of(buffer)
    return tell.fail(why)
  end
  for _, server in ipairs(servers) do
    execute(server, 'pgwright.generateAll', {}, buffer)
  end
end

-- The names of tables that begin with what is typed, as `schema.table`.
---@param typed string
---@return string[]
function M.tables(typed)
  local server = client.of(vim.api.nvim_get_current_buf())
  if not server then
    return {}
  end
  local query = typed:match('[^.]*$')
  local found = client.ask(server, 'workspace/symbol', { query = query }) or {}
  local names = {}
  for _, symbol in ipairs(found) do
    local name = ('%s.%s'):format(symbol.containerName, symbol.name)
    if symbol.kind == vim.lsp.protocol.SymbolKind.Class then
      if vim.startswith(name, typed) or vim.startswith(symbol.name, typed) then
        table.insert(names, name)
      end
    end
  end
  return names
end

-- What the lenses run, so that a person hears what became of it.
M.lens_commands = {
  ['pgwright.generate'] = function(command, context)
    local server = vim.lsp.get_client_by_id(context.client_id)
    execute(server, command.command, command.arguments, context.bufnr, function()
      require('pgwright.lenses').refresh(context.bufnr)
    end)
  end,
  -- A lens that only says something.
  [''] = function() end,
}

return M
