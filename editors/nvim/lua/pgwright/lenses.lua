-- The line above each table that says how its Go stands.
local client = require('pgwright.client')

local M = {}

-- From 0.12 on Neovim asks anew by itself; before that the lenses are asked for by hand.
local asks_itself = vim.fn.has('nvim-0.12') == 1

-- Asks for the lenses of a buffer, of this server alone.
---@param buffer integer
function M.refresh(buffer)
  if asks_itself or not vim.api.nvim_buf_is_loaded(buffer) then
    return
  end
  for _, server in ipairs(vim.lsp.get_clients({ bufnr = buffer, name = 'pgwright' })) do
    local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
    client.request(server, 'textDocument/codeLens', params, vim.lsp.codelens.on_codelens, buffer)
  end
end

-- Keeps the lenses of a buffer as they are: they change with the text, and with other files, which
-- the problems tell of.
local function follow(group, buffer)
  vim.api.nvim_clear_autocmds({ group = group, buffer = buffer })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'TextChanged', 'DiagnosticChanged' }, {
    group = group,
    buffer = buffer,
    callback = function()
      M.refresh(buffer)
    end,
  })
  M.refresh(buffer)
end

function M.create()
  local group = vim.api.nvim_create_augroup('pgwright.lenses', {})
  vim.api.nvim_create_autocmd('LspAttach', {
    group = group,
    callback = function(event)
      local server = vim.lsp.get_client_by_id(event.data.client_id)
      local wanted = require('pgwright.options').get().lenses
      -- There are none in Go, and those of other servers there are not ours to show.
      if not server or server.name ~= 'pgwright' or not wanted or vim.bo[event.buf].filetype == 'go' then
        return
      end
      if asks_itself then
        vim.lsp.codelens.enable(true, { bufnr = event.buf })
      else
        follow(group, event.buf)
      end
    end,
  })
end

return M
