-- What a person sets in `vim.g.pgwright`, before the plugin is loaded.
local M = {}

---@class pgwright.Options
M.defaults = {
  -- The server, and its arguments.
  cmd = { 'pgwright' },
  -- Whether a line above each table says how its Go stands.
  lenses = true,
  -- The server's own settings, such as { logLevel = 'debug' }.
  settings = vim.empty_dict(),
}

---@return pgwright.Options
function M.get()
  local options = {}
  for name, default in pairs(M.defaults) do
    local value = (vim.g.pgwright or {})[name]
    options[name] = value == nil and default or value
  end
  return options
end

-- What `vim.g.pgwright` has that is none of the options, or has another type.
---@return string[]
function M.problems()
  local problems = {}
  if type(vim.g.pgwright or {}) ~= 'table' then
    return { 'vim.g.pgwright is no table' }
  end
  for name, value in pairs(vim.g.pgwright or {}) do
    local default = M.defaults[name]
    if default == nil then
      table.insert(problems, ('vim.g.pgwright.%s is no option'):format(name))
    elseif type(value) ~= type(default) then
      table.insert(problems, ('vim.g.pgwright.%s is no %s'):format(name, type(default)))
    end
  end
  table.sort(problems)
  return problems
end

return M
