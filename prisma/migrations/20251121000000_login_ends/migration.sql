-- Every replica polls what changed since its last poll, so a change carries its time by Postgres's clock.
ALTER TABLE "users" ADD COLUMN "not_before_changed_at" TIMESTAMPTZ(3);
UPDATE "users" SET "not_before_changed_at" = clock_timestamp() WHERE "tokens_not_before" > '1970-01-01 00:00:00+00';
CREATE INDEX "users_not_before_changed_at_idx" ON "users"("not_before_changed_at");

-- By a trigger, so that a change made by hand counts as well.
CREATE FUNCTION "note_not_before_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."not_before_changed_at" := clock_timestamp();
    RETURN NEW;
END
$$;
CREATE TRIGGER "users_note_not_before_change" BEFORE UPDATE OF "tokens_not_before" ON "users" FOR EACH ROW
    WHEN (OLD."tokens_not_before" IS DISTINCT FROM NEW."tokens_not_before") EXECUTE FUNCTION "note_not_before_change"();
