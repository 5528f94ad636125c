import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { Product } from '../api/types';
import { minorDigits } from '../catalog/money';
import classes from './products-page.module.css';
import { useProductChange } from './use-product-change';

/** One good, with its price and its stock to be changed. */
export function ProductItem({ product }: { product: Product }) {
  const { sku, name, unit, image, currency } = product;
  const digits = minorDigits(currency);
  const shown = { price: (product.price / 10 ** digits).toFixed(digits), stock: String(product.stock) };
  const [typed, setTyped] = useState<Partial<typeof shown>>({});
  const values = { ...shown, ...typed };
  const change = useProductChange(sku);
  const differs = values.price !== shown.price || values.stock !== shown.stock;
  function save(event: FormEvent) {
    event.preventDefault();
    const price = Math.round(Number(values.price) * 10 ** digits);
    change.mutate({ price, stock: Number(values.stock) }, { onSuccess: () => setTyped({}) });
  }
  return (
    <li>
      <form className={classes.good} onSubmit={save}>
        <img src={image} alt="" width={36} height={36} loading="lazy" />
        <div className={classes.name}>
          <strong>{name}</strong>
          <span className={classes.detail}>
            {sku}, {unit}
          </span>
        </div>
        <TextInput
          type="number"
          min={0}
          step={1 / 10 ** digits}
          required
          withAsterisk={false}
          size="sm"
          className={classes.field}
          label={`Price, ${currency}`}
          aria-label={`Price of ${name} in ${currency}`}
          value={values.price}
          onChange={(event) => setTyped({ ...typed, price: event.currentTarget.value })}
        />
        <TextInput
          type="number"
          min={0}
          step={1}
          required
          withAsterisk={false}
          size="sm"
          className={classes.field}
          label="Stock"
          aria-label={`Stock of ${name}`}
          value={values.stock}
          onChange={(event) => setTyped({ ...typed, stock: event.currentTarget.value })}
        />
        <Button
          type="submit"
          size="sm"
          variant={differs ? 'filled' : 'default'}
          aria-label={`Save ${name}`}
          disabled={!differs}
          loading={change.isPending}
        >
          Save
        </Button>
      </form>
    </li>
  );
}
