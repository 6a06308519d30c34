-- Every write leaves a line within its own transaction, so that one that was made twice shows even
-- where it changed nothing the second time.
CREATE TABLE writes (
    token text NOT NULL
);

CREATE FUNCTION enter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO writes VALUES ('delete ' || OLD.token);
        UPDATE accounts SET balance = balance - OLD.amount WHERE id = OLD.account_id;
    ELSE
        INSERT INTO writes VALUES (NEW.token);
        UPDATE accounts SET balance = balance + NEW.amount WHERE id = NEW.account_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER enter AFTER INSERT OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION enter();

CREATE FUNCTION tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO writes VALUES (NEW.token);
    RETURN NULL;
END $$;
CREATE TRIGGER tally AFTER INSERT OR UPDATE ON counters FOR EACH ROW EXECUTE FUNCTION tally();
