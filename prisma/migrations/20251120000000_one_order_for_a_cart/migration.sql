-- One cart is one order: the version that a cart had when it was ordered belongs to one order that is reserved or confirmed. A released
-- order gives it back by setting both to NULL, and NULLs are distinct.
ALTER TABLE "orders" ADD COLUMN "cart_id" TEXT, ADD COLUMN "cart_version" INTEGER;
CREATE UNIQUE INDEX "orders_cart_id_cart_version_key" ON "orders"("cart_id", "cart_version");

-- One key has one answer: a refusal takes the key as an order does, in the same unique index.
ALTER TABLE "orders" ADD COLUMN "refusal" JSONB;
ALTER TYPE "release_reason" ADD VALUE 'refused';

-- The unique keys of the orders answer repeats by themselves, so nothing here reads "idempotency_records" any more. The table stays:
-- while a release is rolled out, replicas of the one before still write to it, and would answer 503 to every checkout without it.
-- A release that never runs beside those may drop it, with IF EXISTS: databases that applied the first text of this file have none.
