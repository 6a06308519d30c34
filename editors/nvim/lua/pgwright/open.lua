-- The way to the generated file of a table.
local client = require('pgwright.client')
local tell = require('pgwright.tell')

local M = {}

local function go_to(location)
  vim.cmd("normal! m'")
  vim.cmd.edit(vim.fn.fnameescape(vim.uri_to_fname(location.uri)))
  local start = location.range.start
  local last = vim.api.nvim_buf_line_count(0)
  vim.api.nvim_win_set_cursor(0, { math.min(start.line + 1, last), start.character })
end

-- The repositories of a project that have a name like that.
local function repositories(server, query)
  local found, why = client.ask(server, 'workspace/symbol', { query = query })
  if not found then
    return {}, why
  end
  return vim.tbl_filter(function(symbol)
    return symbol.kind == vim.lsp.protocol.SymbolKind.Struct
  end, found)
end

-- Where generated Go has what the cursor stands on.
local function places(server)
  local params = vim.lsp.util.make_position_params(0, client.encoding(server))
  params.context = { includeDeclaration = true }
  local found = client.ask(server, 'textDocument/references', params) or {}
  return vim.tbl_filter(function(location)
    return vim.endswith(location.uri, '_repository.go')
  end, found)
end

-- Opens the generated file of what the cursor stands on, or else of the table that is chosen.
function M.open()
  local server, why = client.of(vim.api.nvim_get_current_buf())
  if not server then
    return tell.fail(why)
  end
  local first = server.attached_buffers[vim.api.nvim_get_current_buf()] and places(server)[1]
  if first then
    return go_to(first)
  end
  local all
  all, why = repositories(server, 'Repository')
  if #all == 0 then
    return tell.fail(why or 'nothing is generated yet: `:Pgwright generate` does')
  end
  vim.ui.select(all, {
    prompt = 'Generated file',
    format_item = function(symbol)
      return symbol.name
    end,
  }, function(symbol)
    if symbol then
      go_to(symbol.location)
    end
  end)
end

return M
