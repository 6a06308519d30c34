-- A typo in pgwright.yaml is underlined and mended; a feature is switched on, and the code compiles;
-- what is changed outside of Neovim is noticed.
local driver = dofile(vim.env.PGWRIGHT_DRIVER)

driver.run(function()
  driver.attached()
  driver.go_to('directory: internal/repository')
  vim.cmd.normal({ 'cwdirectry', bang = true })
  local problem = driver.problem('pgwright.yaml', 'config-unknown-key')
  driver.equal(driver.lines()[problem.lnum + 1]:sub(problem.col + 1, problem.end_col), 'directry')
  assert(problem.message:find('directory', 1, true), problem.message)
  vim.cmd('silent undo')
  driver.mended('pgwright.yaml', 'config-unknown-key')

  -- Metrics for the table that has none.
  driver.go_to('audit_log:')
  driver.choose('Enable metrics for audit_log')
  local repository = 'internal/repository/audit_log_repository.go'
  driver.wait('an edit of the Go', function()
    return vim.fn.bufnr(repository) ~= -1 and vim.bo[vim.fn.bufnr(repository)].modified
  end)
  vim.cmd('silent wall')
  assert(not driver.read('pgwright.yaml'):find('metrics: {enabled: false}', 1, true))
  driver.compiles()
  driver.wait('no drift', function()
    return #driver.drifts() == 0
  end)

  -- A preview first, then the change.
  driver.go_to('tags: [json]')
  vim.api.nvim_set_current_line('  tags: [json, db]')
  driver.wait('drift', function()
    return #driver.drifts() > 0
  end)
  vim.cmd('Pgwright preview')
  local shown = table.concat(driver.lines(), '\n')
  assert(shown:find('+++ b/internal/repository/books_repository.go', 1, true), shown:sub(1, 2000))
  assert(shown:find('db:"isbn"', 1, true))
  assert(not driver.read('internal/repository/books_repository.go'):find('db:"isbn"', 1, true))
  vim.api.nvim_feedkeys('a', 'x', false)
  driver.hears('written')
  assert(driver.read('internal/repository/books_repository.go'):find('db:"isbn"', 1, true))
  vim.cmd('silent wall')
  driver.compiles()
  driver.wait('no drift', function()
    return #driver.drifts() == 0
  end)

  -- Somebody else adds a migration, as git does when it switches branches.
  local migration = 'migrations/000032_add_motto.up.sql'
  driver.write(migration, 'ALTER TABLE publishers ADD COLUMN motto text;\n')
  driver.problem('internal/repository/publishers_repository.go', 'drift')
  os.remove(migration)
  driver.mended('internal/repository/publishers_repository.go', 'drift')
end)
