-- A migration is edited and not saved; the drift shows in it and on the line of Go; the action
-- mends it, the command too, and what is on disk compiles at once.
local driver = dofile(vim.env.PGWRIGHT_DRIVER)
local migration = 'migrations/000023_create_vouchers.up.sql'
local go = 'internal/repository/vouchers_repository.go'

driver.run(function()
  driver.attached()
  driver.type_behind('"Legacy Code" text', '    issued_by text,')
  assert(vim.bo.modified)

  -- Above the statement, and on the line of Go, which is not open.
  driver.lens('Voucher: 1 column behind · regenerate')
  local effect = driver.problem(go, 'drift')
  local line = vim.split(driver.read(go), '\n')[effect.lnum + 1]
  assert(line:find('LegacyCode *string', 1, true), line)
  assert(effect.message:find('column public.vouchers.issued_by, added by', 1, true), effect.message)

  -- The action, as `gra` chooses it.
  driver.edit(go)
  driver.attached()
  vim.api.nvim_win_set_cursor(0, { effect.lnum + 1, effect.col })
  driver.choose('Regenerate ' .. go)
  driver.mended(go, 'drift')
  driver.edit(migration)
  driver.lens('Voucher: in line')

  -- It stands in a buffer; what is left are the files that go with it.
  vim.cmd('silent wall')
  assert(driver.read(go):find('IssuedBy', 1, true))
  driver.compiles()
  vim.cmd('Pgwright generate')
  driver.hears('2 files written')
  driver.wait('no drift', function()
    return #driver.drifts() == 0
  end)
  driver.compiles()

  -- The command, with a table that is not open: it is on disk at once, and the migration is not.
  driver.edit('migrations/000009_create_reviews.up.sql')
  driver.attached()
  driver.type_behind('CREATE TABLE reviews', '    mood text,')
  local reviews = 'internal/repository/reviews_repository.go'
  driver.problem(reviews, 'drift')
  driver.told = {}
  vim.cmd('Pgwright generate public.reviews')
  driver.hears('written')
  assert(driver.read(reviews):find('Mood ', 1, true))
  driver.compiles()
  driver.mended(reviews, 'drift')
  assert(vim.bo.modified)
end)
