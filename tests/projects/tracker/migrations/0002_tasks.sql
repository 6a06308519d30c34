CREATE TYPE task_state AS ENUM ('open', 'doing', 'done');

CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title text NOT NULL CHECK (title <> ''),
    state task_state NOT NULL DEFAULT 'open',
    due date
);

CREATE INDEX tasks_owner_id ON tasks (owner_id);
