-- Windows for texts that are no file.
local M = {}

-- Shows lines in a window below; `q` closes it.
---@param name string
---@param filetype string
---@param lines string[]
---@return integer buffer
function M.show(name, filetype, lines)
  local full = 'pgwright://' .. name
  local buffer = vim.fn.bufnr(full)
  if buffer == -1 then
    buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(buffer, full)
  end
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  local window = vim.fn.bufwinid(buffer)
  if window == -1 then
    vim.cmd('botright sbuffer ' .. buffer)
  else
    vim.api.nvim_set_current_win(window)
  end
  vim.bo[buffer].filetype = filetype
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = buffer, desc = 'Close' })
  return buffer
end

return M
