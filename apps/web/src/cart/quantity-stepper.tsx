import { ActionIcon } from '@mantine/core';
import { IconMinus, IconPlus, IconTrash } from '@tabler/icons-react';
import classes from './quantity-stepper.module.css';
import { useCartChange } from './use-cart-change';

/** The most of one product that the shop takes. */
const MOST = 99;

interface QuantityStepperProps {
  sku: string;
  name: string;
  quantity: number;
  /** So many are in stock. */
  most: number;
}

/** One more, one less; the last one less takes the good out of the cart. */
export function QuantityStepper({ sku, name, quantity, most }: QuantityStepperProps) {
  const { mutate } = useCartChange();
  const last = quantity === 1;
  return (
    <div className={classes.stepper} role="group" aria-label={`Quantity of ${name}`}>
      <ActionIcon
        size={32}
        radius="xl"
        variant="subtle"
        aria-label={last ? `Remove ${name}` : `One ${name} less`}
        onClick={() => mutate(last ? { kind: 'remove', sku } : { kind: 'set', sku, quantity: quantity - 1 })}
      >
        {last ? <IconTrash aria-hidden size={16} /> : <IconMinus aria-hidden size={16} />}
      </ActionIcon>
      <output className={classes.quantity} aria-label={`${quantity} in the cart`}>
        {quantity}
      </output>
      <ActionIcon
        size={32}
        radius="xl"
        variant="subtle"
        aria-label={`One ${name} more`}
        disabled={quantity >= Math.min(most, MOST)}
        onClick={() => mutate({ kind: 'add', sku, quantity: 1 })}
      >
        <IconPlus aria-hidden size={16} />
      </ActionIcon>
    </div>
  );
}
