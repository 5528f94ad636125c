import { useQuery } from '@tanstack/react-query';
import { formatMoney } from '../catalog/money';
import { Choice } from './choice';
import { deliveryQuery } from './delivery.queries';

const WAYS = [
  { value: 'standard', label: 'Standard', description: 'With the round, within two days.' },
  { value: 'express', label: 'Express', description: 'By bicycle, within two hours.' },
];

/** How fast, and what it costs. */
export function DeliveryChoice({ initial }: { initial?: string }) {
  const { data: prices = [] } = useQuery(deliveryQuery);
  const options = WAYS.map((way) => {
    const known = prices.find(({ delivery }) => delivery === way.value);
    return known ? { ...way, side: formatMoney(known.price, known.currency) } : way;
  });
  return <Choice title="Delivery" name="delivery" initial={initial} options={options} />;
}
