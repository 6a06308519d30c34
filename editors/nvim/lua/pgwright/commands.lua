-- `:Pgwright`, one command with what it does as its first argument.
local tell = require('pgwright.tell')

local M = {}

-- The problems of all projects that are open, in the quickfix list.
local function check()
  local problems = vim.tbl_filter(function(it)
    return it.source == 'pgwright'
  end, vim.diagnostic.get())
  if #problems == 0 then
    vim.fn.setqflist({}, ' ', { title = 'pgwright', items = {} })
    return tell.say('no problems')
  end
  vim.fn.setqflist({}, ' ', { title = 'pgwright', items = vim.diagnostic.toqflist(problems) })
  vim.cmd('botright copen')
end

local function log()
  local path = vim.lsp.log.get_filename and vim.lsp.log.get_filename() or vim.lsp.get_log_path()
  vim.cmd('tabedit ' .. vim.fn.fnameescape(path))
  vim.cmd('normal! G')
end

-- What can stand behind `:Pgwright`: what it does with an argument, and what completes that.
local subcommands = {
  check = { run = check },
  explain = {
    run = function(code)
      require('pgwright.explain').show(code)
    end,
    complete = function(typed)
      return require('pgwright.explain').codes(typed)
    end,
  },
  generate = {
    run = function(name)
      require('pgwright.generate').project(name)
    end,
    complete = function(typed)
      return require('pgwright.generate').tables(typed)
    end,
  },
  generateAll = {
    run = function()
      require('pgwright.generate').all()
    end,
  },
  log = { run = log },
  open = {
    run = function()
      require('pgwright.open').open()
    end,
  },
  preview = {
    run = function()
      require('pgwright.preview').show()
    end,
  },
  restart = {
    run = function()
      require('pgwright.client').restart()
    end,
  },
}

local function names(typed)
  local found = vim.tbl_filter(function(name)
    return vim.startswith(name, typed)
  end, vim.tbl_keys(subcommands))
  table.sort(found)
  return found
end

local function run(call)
  local name, argument = unpack(call.fargs)
  local subcommand = subcommands[name]
  if not subcommand then
    return tell.fail(('there is no `:Pgwright %s`; there are %s'):format(name, table.concat(names(''), ', ')))
  end
  local most = subcommand.complete and 2 or 1
  if #call.fargs > most then
    return tell.fail(('`:Pgwright %s` takes %s'):format(name, most == 2 and 'one argument' or 'no argument'))
  end
  subcommand.run(argument)
end

local function complete(typed, line)
  local words = vim.split(vim.trim(line:match('Pgwright%s+(.*)$') or ''), '%s+')
  if #words > 1 or typed == '' and words[1] ~= '' then
    local subcommand = subcommands[words[1]]
    return subcommand and subcommand.complete and subcommand.complete(typed) or {}
  end
  return names(typed)
end

function M.create()
  vim.api.nvim_create_user_command('Pgwright', run, {
    nargs = '+',
    complete = complete,
    desc = 'Generates Go from migrations, and shows where they have drifted apart',
  })
end

return M
