-- Logins that a logout ended: every replica polls what was added since its last poll, by Postgres's clock.
CREATE TABLE "ended_logins" (
    "id" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "ended_logins_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "ended_logins_ended_at_idx" ON "ended_logins"("ended_at");
