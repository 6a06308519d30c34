-- The server as a client of Neovim's, in 0.10 and from 0.11 on.
local M = {}

M.filetypes = { 'sql', 'yaml', 'go' }

local configurations = { 'pgwright.yaml', 'pgwright.yml' }
-- From 0.11 on the functions of a client are methods, and `vim.lsp.config` is there.
local is_new = vim.fn.has('nvim-0.11') == 1

-- The folder of the project that a buffer belongs to.
---@param buffer integer
---@return string?
function M.root(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  if vim.bo[buffer].buftype ~= '' or name == '' or name:match('^%a[%w+.-]+://') then
    return nil
  end
  return vim.fs.root(buffer, configurations)
end

-- Starts the server for a buffer that belongs to a project, or attaches the one that runs.
---@param buffer integer
function M.start(buffer)
  local root = M.root(buffer)
  if not root then
    return
  end
  local config
  if is_new then
    config = vim.deepcopy(vim.lsp.config.pgwright)
  else
    config = dofile(vim.api.nvim_get_runtime_file('lsp/pgwright.lua', false)[1])
  end
  config.name = 'pgwright'
  config.root_dir = root
  vim.lsp.start(config, { bufnr = buffer })
end

-- Starts the server wherever a file of a project is opened, unless a person has said otherwise.
function M.enable()
  if is_new then
    vim.lsp.enable('pgwright')
    return
  end
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('pgwright.start', {}),
    pattern = M.filetypes,
    callback = function(event)
      M.start(event.buf)
    end,
  })
end

-- The servers that run, the one of the buffer first.
---@param buffer integer
function M.all(buffer)
  local clients = vim.lsp.get_clients({ name = 'pgwright' })
  table.sort(clients, function(one, other)
    local has_one = one.attached_buffers[buffer] == true
    local has_other = other.attached_buffers[buffer] == true
    if has_one ~= has_other then
      return has_one
    end
    return one.id < other.id
  end)
  return clients
end

-- The server of a buffer, or the only one that runs; nil, and why.
---@param buffer integer
function M.of(buffer)
  local clients = M.all(buffer)
  local first = clients[1]
  if first and (first.attached_buffers[buffer] or #clients == 1) then
    return first
  end
  if first then
    return nil, 'this buffer belongs to none of the projects that are open'
  end
  return nil, 'no server runs: open a file of a project that has a pgwright.yaml; :checkhealth pgwright says more'
end

-- The folder of a server's project.
function M.root_of(client)
  return client.root_dir or client.config.root_dir
end

-- Asks the server; `answer` gets the error and the result.
function M.request(client, method, params, answer, buffer)
  if is_new then
    return client:request(method, params, answer, buffer)
  end
  return client.request(method, params, answer, buffer)
end

-- Asks the server and waits, five seconds at most; nil, and why. With the buffer's number, not 0:
-- Neovim first sends what has changed in it.
function M.ask(client, method, params)
  local buffer = vim.api.nvim_get_current_buf()
  local response, timeout
  if is_new then
    response, timeout = client:request_sync(method, params, 5000, buffer)
  else
    response, timeout = client.request_sync(method, params, 5000, buffer)
  end
  if not response then
    return nil, 'the server did not answer: ' .. tostring(timeout)
  end
  if response.err then
    return nil, response.err.message
  end
  return response.result
end

-- What the columns of the server's positions count.
function M.encoding(client)
  return client.offset_encoding
end

-- Ends every server, and starts one again for each of their buffers.
function M.restart()
  local buffers, clients = {}, M.all(0)
  for _, client in ipairs(clients) do
    for buffer in pairs(client.attached_buffers) do
      buffers[buffer] = true
    end
    if is_new then
      client:stop()
    else
      client.stop()
    end
  end
  local ended = vim.wait(5000, function()
    return #M.all(0) == 0
  end, 20)
  if not ended then
    vim.lsp.stop_client(M.all(0), true)
  end
  -- The one that was edited last, so that a server which never came up starts too.
  buffers[vim.api.nvim_get_current_buf()] = true
  for buffer in pairs(buffers) do
    local is_loaded = vim.api.nvim_buf_is_loaded(buffer)
    if is_loaded and vim.tbl_contains(M.filetypes, vim.bo[buffer].filetype) then
      M.start(buffer)
    end
  end
end

return M
