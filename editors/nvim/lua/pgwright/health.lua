-- `:checkhealth pgwright`.
local client = require('pgwright.client')
local options = require('pgwright.options')

local M = {}

local function program()
  local command = options.get().cmd[1]
  if vim.fn.executable(command) == 0 then
    vim.health.error(('there is no program `%s`'):format(command), {
      'cargo install --locked --path server/cli, in a clone of pgwright',
      "or name it: vim.g.pgwright = { cmd = { '/path/to/pgwright' } }, before the plugin is loaded",
    })
    return
  end
  local version, why = require('pgwright.explain').output({ '--version' })
  if version then
    vim.health.ok(('%s: %s'):format(vim.fn.exepath(command), vim.trim(version)))
  else
    vim.health.error(('%s --version fails: %s'):format(command, why))
  end
end

local function servers()
  local clients = client.all(0)
  for _, server in ipairs(clients) do
    local buffers = vim.tbl_count(server.attached_buffers)
    vim.health.ok(('a server runs for %s, with %d buffers'):format(client.root_of(server), buffers))
  end
  if #clients == 0 then
    vim.health.warn('no server runs', {
      'open a .sql, .yaml or .go file of a project that has a pgwright.yaml',
      '`pgwright --init` writes one',
    })
  end
end

function M.check()
  vim.health.start('pgwright')
  vim.health.ok(('Neovim %s'):format(tostring(vim.version())))
  for _, problem in ipairs(options.problems()) do
    vim.health.error(problem, { ':help pgwright-options' })
  end
  program()
  servers()
  if not options.get().lenses then
    vim.health.info('lenses are switched off by vim.g.pgwright.lenses')
  end
end

return M
