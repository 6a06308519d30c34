-- The pages of problems, as `pgwright --explain` prints them.
local options = require('pgwright.options')
local scratch = require('pgwright.scratch')
local tell = require('pgwright.tell')

local M = {}

-- What the program prints; nil, and why.
---@param arguments string[]
function M.output(arguments)
  local command = vim.list_extend({ options.get().cmd[1] }, arguments)
  local started, process = pcall(vim.system, command, { text = true })
  if not started then
    return nil, ('%s does not start: %s'):format(command[1], process)
  end
  local done = process:wait(10000)
  if done.code ~= 0 then
    return nil, vim.trim(done.stderr)
  end
  return done.stdout
end

-- The code of the problem at the cursor, or else of its line.
local function code_at_cursor()
  local line, column = unpack(vim.api.nvim_win_get_cursor(0))
  local found
  for _, it in ipairs(vim.diagnostic.get(0, { lnum = line - 1 })) do
    if it.source == 'pgwright' then
      local is_at = it.col <= column and (it.end_lnum > line - 1 or column < it.end_col)
      if is_at or not found then
        found = it.code
      end
    end
  end
  return found
end

-- Shows the page of a code, or of the problem at the cursor.
---@param code string?
function M.show(code)
  code = code or code_at_cursor()
  if not code then
    return tell.fail('there is no problem of pgwright in this line')
  end
  local page, why = M.output({ '--explain', code })
  if not page then
    return tell.fail(why)
  end
  scratch.show('explain', 'markdown', vim.split(vim.trim(page), '\n', { plain = true }))
end

-- The codes that begin with what is typed.
---@param typed string
---@return string[]
function M.codes(typed)
  local codes = {}
  for line in (M.output({ '--explain' }) or ''):gmatch('[^\n]+') do
    local code = line:match('^%S+')
    if vim.startswith(code, typed) then
      table.insert(codes, code)
    end
  end
  return codes
end

return M
