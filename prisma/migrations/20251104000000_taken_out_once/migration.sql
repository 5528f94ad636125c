-- What a repeated checkout has taken out of a cart already, so that it takes nothing out twice.
ALTER TABLE "account_carts" ADD COLUMN "ordered" TEXT[] DEFAULT ARRAY[]::TEXT[];
