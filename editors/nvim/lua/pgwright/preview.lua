-- What generating would change, as a difference, before it does.
local client = require('pgwright.client')
local scratch = require('pgwright.scratch')
local tell = require('pgwright.tell')

local M = {}

local diff = vim.text and vim.text.diff or vim.diff

-- The text of a file as the server knows it: what is open counts.
local function text_of(uri)
  local path = vim.uri_to_fname(uri)
  local buffer = vim.fn.bufnr(path)
  if buffer ~= -1 and vim.api.nvim_buf_is_loaded(buffer) then
    local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
    return table.concat(lines, '\n') .. '\n'
  end
  local file = io.open(path, 'rb')
  if not file then
    return ''
  end
  local text = file:read('*a')
  file:close()
  return text
end

-- The text with edits made.
local function edited(text, edits, encoding)
  local buffer = vim.api.nvim_create_buf(false, true)
  -- The end of the text is as it stands: without these Neovim would see to it.
  vim.bo[buffer].endofline = false
  vim.bo[buffer].fixendofline = false
  local lines = vim.split(text, '\n', { plain = true })
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  -- What a person would have to confirm, they look at here.
  local plain = vim.tbl_map(function(edit)
    return { range = vim.deepcopy(edit.range), newText = edit.newText }
  end, edits)
  vim.lsp.util.apply_text_edits(plain, buffer, encoding)
  local after = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
  vim.api.nvim_buf_delete(buffer, { force = true })
  return after
end

-- What an edit of the workspace does to each file: its address, the text before and after; nil for
-- a file that is not there.
local function changes(edit, encoding)
  local found, order = {}, {}
  local function of(uri)
    if not found[uri] then
      local text = text_of(uri)
      local exists = vim.uv.fs_stat(vim.uri_to_fname(uri)) ~= nil
      found[uri] = { uri = uri, before = exists and text or nil, after = text }
      table.insert(order, found[uri])
    end
    return found[uri]
  end
  for _, operation in ipairs(edit.documentChanges or {}) do
    if operation.kind == 'create' then
      of(operation.uri).after = ''
    elseif operation.kind == 'delete' then
      of(operation.uri).after = nil
    elseif operation.textDocument then
      local file = of(operation.textDocument.uri)
      file.after = edited(file.after, operation.edits, encoding)
    end
  end
  for uri, edits in pairs(edit.changes or {}) do
    local file = of(uri)
    file.after = edited(file.after, edits, encoding)
  end
  table.sort(order, function(one, other)
    return one.uri < other.uri
  end)
  return order
end

-- The difference as lines, as git shows it.
local function difference(edit, encoding, root)
  local lines = {}
  for _, file in ipairs(changes(edit, encoding)) do
    local path = vim.uri_to_fname(file.uri)
    if vim.startswith(path, root .. '/') then
      path = path:sub(#root + 2)
    end
    local hunks = diff(file.before or '', file.after or '', { ctxlen = 3 })
    table.insert(lines, '--- ' .. (file.before and 'a/' .. path or '/dev/null'))
    table.insert(lines, '+++ ' .. (file.after and 'b/' .. path or '/dev/null'))
    vim.list_extend(lines, vim.split(vim.trim(hunks), '\n', { plain = true }))
  end
  return lines
end

-- The edit that brings everything in line, as `source.fixAll.pgwright` makes it; nil: there is
-- nothing to do, or why it cannot be asked for.
local function edit_of_all(server, buffer)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = { start = { line = 0, character = 0 }, ['end'] = { line = 0, character = 0 } },
    context = { diagnostics = {}, only = { 'source.fixAll.pgwright' }, triggerKind = 1 },
  }
  local actions, why = client.ask(server, 'textDocument/codeAction', params)
  local action = actions and actions[1]
  if not action or action.edit then
    return action and action.edit, why
  end
  local resolved
  resolved, why = client.ask(server, 'codeAction/resolve', action)
  return resolved and resolved.edit, why
end

-- Shows what generating would change in the project of this buffer. In the window `a` generates.
function M.show()
  local buffer = vim.api.nvim_get_current_buf()
  local server, why = client.of(buffer)
  if not server then
    return tell.fail(why)
  end
  if not server.attached_buffers[buffer] then
    return tell.fail('this buffer belongs to none of the projects that are open')
  end
  local edit
  edit, why = edit_of_all(server, buffer)
  if why then
    return tell.fail(why)
  end
  if not edit then
    return tell.say('everything is in line')
  end
  local lines = difference(edit, client.encoding(server), client.root_of(server))
  local shown = scratch.show('preview', 'diff', lines)
  vim.keymap.set('n', 'a', function()
    vim.cmd.close()
    vim.api.nvim_buf_call(buffer, function()
      require('pgwright.generate').project()
    end)
  end, { buffer = shown, desc = 'Generate' })
end

return M
