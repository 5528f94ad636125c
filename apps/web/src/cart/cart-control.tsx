import { ActionIcon, Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Product } from '../api/types';
import { cartQuery } from './cart.queries';
import { QuantityStepper } from './quantity-stepper';
import { useCartChange } from './use-cart-change';

/** Puts a product into the cart, and then says how many are there. */
export function CartControl({ product, compact = false }: { product: Product; compact?: boolean }) {
  const { sku, name, stock } = product;
  const { data: quantity = 0 } = useQuery({
    ...cartQuery,
    select: (cart) => cart.items.find((line) => line.sku === sku)?.quantity,
  });
  const change = useCartChange();
  if (quantity > 0) return <QuantityStepper sku={sku} name={name} quantity={quantity} most={stock} />;
  const add = {
    disabled: stock === 0,
    loading: change.isPending,
    onClick: () => change.mutate({ kind: 'add', sku, quantity: 1 }),
  };
  return compact ? (
    <ActionIcon size={36} radius="xl" variant="light" aria-label={`Add ${name} to the cart`} {...add}>
      <IconPlus aria-hidden size={18} />
    </ActionIcon>
  ) : (
    <Button size="md" {...add}>
      Add to cart
    </Button>
  );
}
