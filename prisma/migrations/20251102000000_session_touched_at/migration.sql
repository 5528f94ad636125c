-- When a session was last used: its idle end alone does not tell, as the absolute end caps it.
ALTER TABLE "http_sessions" ADD COLUMN "touched_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
