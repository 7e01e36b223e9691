-- Every write to a watched table, with who wrote it and when. Inside the database, so that none is missed and none is polled.
CREATE SCHEMA doublerun;

CREATE TABLE doublerun.audit (
  seq bigserial PRIMARY KEY,
  at timestamptz NOT NULL,
  transaction xid8 NOT NULL,
  subject text NOT NULL,
  op text NOT NULL,
  address inet,
  application text,
  before jsonb,
  after jsonb
);
CREATE INDEX ON doublerun.audit (transaction);

CREATE FUNCTION doublerun.record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- clock_timestamp and not now: now is when the transaction began.
  INSERT INTO doublerun.audit (at, transaction, subject, op, address, application, before, after)
  VALUES (
    clock_timestamp(), pg_current_xact_id(), TG_ARGV[0], lower(TG_OP),
    inet_client_addr(), current_setting('application_name', true),
    CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
    CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END
  );
  RETURN NULL;
END $$;

CREATE FUNCTION doublerun.watch(watched text, subject text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE TRIGGER doublerun AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION doublerun.record(%L)',
    watched, subject);
END $$;
