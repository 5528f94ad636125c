import { Button, Table, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Product } from '../api/types';
import { minorDigits } from '../catalog/money';
import classes from './admin-table.module.css';
import { useProductChange } from './use-product-change';

/** One good, with its price and its stock to be changed. */
export function ProductRow({ product }: { product: Product }) {
  const { sku, name, unit, image, currency } = product;
  const digits = minorDigits(currency);
  const shown = { price: (product.price / 10 ** digits).toFixed(digits), stock: String(product.stock) };
  const [typed, setTyped] = useState<Partial<typeof shown>>({});
  const values = { ...shown, ...typed };
  const change = useProductChange(sku);
  const differs = values.price !== shown.price || values.stock !== shown.stock;
  function save() {
    const price = Math.round(Number(values.price) * 10 ** digits);
    change.mutate({ price, stock: Number(values.stock) }, { onSuccess: () => setTyped({}) });
  }
  return (
    <Table.Tr>
      <Table.Td>
        <div className={classes.good}>
          <img src={image} alt="" width={32} height={32} loading="lazy" />
          <span>
            <strong>{name}</strong>
            <span className={classes.detail}>
              {sku}, {unit}
            </span>
          </span>
        </div>
      </Table.Td>
      <Table.Td>
        <TextInput
          type="number"
          min={0}
          step={1 / 10 ** digits}
          size="sm"
          w="6.5rem"
          aria-label={`Price of ${name} in ${currency}`}
          value={values.price}
          onChange={(event) => setTyped({ ...typed, price: event.currentTarget.value })}
        />
      </Table.Td>
      <Table.Td>
        <TextInput
          type="number"
          min={0}
          step={1}
          size="sm"
          w="6rem"
          aria-label={`Stock of ${name}`}
          value={values.stock}
          onChange={(event) => setTyped({ ...typed, stock: event.currentTarget.value })}
        />
      </Table.Td>
      <Table.Td>
        <Button
          size="compact-sm"
          variant={differs ? 'filled' : 'default'}
          aria-label={`Save ${name}`}
          disabled={!differs}
          loading={change.isPending}
          onClick={save}
        >
          Save
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
