-- A claim is one row under one name, and whoever holds it is named by a token. Nothing was kept in the table before.
DROP TABLE "idempotency_records";
DROP TYPE "idempotency_state";

CREATE TABLE "idempotency_records" (
    "name" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "answer" TEXT,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_records_pkey" PRIMARY KEY ("name")
);

CREATE INDEX "idempotency_records_expires_at_idx" ON "idempotency_records"("expires_at");
