-- How Neovim starts the server. From 0.11 on `vim.lsp.enable('pgwright')` reads this file, and
-- `vim.lsp.config('pgwright', {…})` of yours counts over it; for 0.10 lua/pgwright/client.lua does.
local client = require('pgwright.client')
local options = require('pgwright.options').get()

return {
  cmd = options.cmd,
  filetypes = client.filetypes,
  -- No project, no server: it has nothing to say of other SQL, YAML and Go.
  root_dir = function(buffer, start)
    local root = client.root(buffer)
    if root then
      start(root)
    end
  end,
  settings = { pgwright = options.settings },
  init_options = options.settings,
  commands = require('pgwright.generate').lens_commands,
}
