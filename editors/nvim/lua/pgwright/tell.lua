-- What a person is told.
local M = {}

---@param what string
function M.say(what)
  vim.notify('pgwright: ' .. what, vim.log.levels.INFO)
end

---@param what string
function M.fail(what)
  vim.notify('pgwright: ' .. what, vim.log.levels.ERROR)
end

return M
