-- Hover, completion, the way from SQL to Go and back, and what `:Pgwright` does without an edit.
local driver = dofile(vim.env.PGWRIGHT_DRIVER)
local go = 'internal/repository/vouchers_repository.go'

-- The text of a hover, Markdown or plain.
local function hover()
  local contents = driver.ask('textDocument/hover', driver.here()).contents
  return contents.value
end

-- Where a key leads that jumps.
local function jumps(key)
  local before = vim.api.nvim_buf_get_name(0)
  key()
  driver.wait('a jump', function()
    return vim.api.nvim_buf_get_name(0) ~= before
  end)
  return vim.fn.expand('%:.'), vim.api.nvim_get_current_line()
end

driver.run(function()
  driver.attached()
  driver.lens('Voucher: in line')
  driver.go_to('customer_id uuid')
  local shown = hover()
  assert(shown:find('customer_id', 1, true) and shown:find('uuid', 1, true), shown)

  -- From a column to the generated Go, and from there back.
  local file, line = jumps(function()
    vim.cmd('Pgwright open')
  end)
  driver.equal(file, go)
  driver.attached()
  assert(line:find('CustomerID', 1, true), line)
  shown = hover()
  assert(shown:find('vouchers.customer_id', 1, true), shown)
  file, line = jumps(vim.lsp.buf.definition)
  driver.equal(file, 'migrations/000023_create_vouchers.up.sql')
  assert(line:find('customer_id uuid', 1, true), line)

  -- References are in SQL and in Go.
  local found = driver.ask(
    'textDocument/references',
    vim.tbl_extend('force', driver.here(), { context = { includeDeclaration = true } })
  )
  local files = {}
  for _, location in ipairs(found) do
    files[vim.fn.fnamemodify(vim.uri_to_fname(location.uri), ':t')] = true
  end
  assert(files['vouchers_repository.go'] and files['000023_create_vouchers.up.sql'], vim.inspect(files))

  -- Completion in a half-typed statement, as CTRL-X CTRL-O asks for it.
  vim.cmd.normal({ 'Go', bang = true })
  vim.api.nvim_set_current_line('ALTER TABLE vouchers DROP COLUMN cust')
  vim.api.nvim_win_set_cursor(0, { vim.api.nvim_buf_line_count(0), 37 })
  local items = driver.ask('textDocument/completion', driver.here())
  items = items.items or items
  assert(vim.iter(items):any(function(item)
    return item.label == 'customer_id'
  end), vim.inspect(items))
  vim.cmd('silent undo | silent undo')

  -- The problems in the list, and their page.
  vim.cmd('Pgwright check')
  local list = vim.fn.getqflist()
  assert(#list > 0 and list[1].text ~= '', vim.inspect(list))
  vim.cmd('cclose')
  driver.edit('migrations/000026_touch_updated_at.up.sql')
  driver.attached()
  local problem = driver.problem('migrations/000026_touch_updated_at.up.sql', 'test-row')
  vim.api.nvim_win_set_cursor(0, { problem.lnum + 1, problem.col })
  vim.cmd('Pgwright explain')
  driver.equal(driver.lines()[1], '# test-row')
  vim.cmd('close')
  vim.cmd('Pgwright explain drift')
  driver.equal(driver.lines()[1], '# drift')
  vim.cmd('close')
  driver.equal(vim.fn.getcompletion('Pgwright explain drift-o', 'cmdline'), { 'drift-orphan' })
  driver.equal(vim.fn.getcompletion('Pgwright gen', 'cmdline'), { 'generate', 'generateAll' })
  driver.equal(vim.fn.getcompletion('Pgwright generate vou', 'cmdline'), { 'public.vouchers' })

  -- What is wrong with a call is said.
  vim.cmd('Pgwright regenerate')
  driver.hears('there is no `:Pgwright regenerate`')
  vim.cmd('Pgwright check now')
  driver.hears('takes no argument')
  vim.cmd('Pgwright generate nobody')
  driver.hears('nobody')
  vim.cmd('Pgwright generateAll')
  driver.hears('everything is in line')
  vim.cmd('Pgwright preview')
  driver.equal(driver.told[#driver.told], 'pgwright: everything is in line')

  vim.cmd('checkhealth pgwright')
  local health = table.concat(driver.lines(), '\n')
  assert(health:find('a server runs for', 1, true) and not health:find('ERROR', 1, true), health)
  vim.cmd('bwipeout!')
  -- The defaults that the page and the help show are those that count.
  local options = vim.api.nvim_get_runtime_file('lua/pgwright/options.lua', false)[1]
  for _, page in ipairs({ 'README.md', 'doc/pgwright.txt' }) do
    local text = driver.read(vim.fn.fnamemodify(options, ':h:h:h') .. '/' .. page)
    local shown = text:match('vim%.g%.pgwright = (%b{})')
    driver.equal(assert(loadstring('return ' .. shown))(), require('pgwright.options').defaults)
  end
  vim.cmd('helptags ALL')
  vim.cmd('help pgwright-options')
  driver.equal(vim.fn.expand('%:t'), 'pgwright.txt')
  vim.cmd('helpclose')
  vim.cmd('Pgwright log')
  assert(vim.fn.expand('%:t'):find('lsp', 1, true))
  vim.cmd('tabclose')

  -- Started again, it is another one, for the same buffers.
  local before = driver.attached().id
  vim.cmd('Pgwright restart')
  driver.wait('another server', function()
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'pgwright' })[1]
    return client and client.id ~= before and client.initialized
  end)
  driver.problem('migrations/000026_touch_updated_at.up.sql', 'test-row')
end)
