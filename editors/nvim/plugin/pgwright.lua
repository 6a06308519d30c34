-- Starts the server in projects that have a pgwright.yaml, and declares `:Pgwright`.
if vim.g.loaded_pgwright then
  return
end
vim.g.loaded_pgwright = true

if vim.fn.has('nvim-0.10') == 0 then
  vim.notify('pgwright wants Neovim 0.10 or later', vim.log.levels.ERROR)
  return
end

require('pgwright.commands').create()
require('pgwright.lenses').create()
require('pgwright.client').enable()
