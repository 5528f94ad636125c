import '@mantine/core/styles/Table.css';
import { Badge, NativeSelect, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Order } from '../api/types';
import { formatMoney } from '../catalog/money';
import { orderName, statusWords } from '../orders/order-words';
import { moment } from '../shell/moment';
import { allOrdersQuery } from './admin.queries';
import classes from './admin-table.module.css';
import { MoreRows } from './more-rows';

const STATUSES: readonly Order['status'][] = ['confirmed', 'reserved', 'released'];
const COLOURS: Record<Order['status'], string> = { confirmed: 'leaf', reserved: 'yellow', released: 'gray' };

/** Everybody's orders, the newest first. */
export function AllOrdersPage() {
  const [status, setStatus] = useState<Order['status']>();
  const orders = useInfiniteQuery(allOrdersQuery(status));
  const items = orders.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label="Orders">
      <NativeSelect
        aria-label="Status"
        maw="14rem"
        mb="md"
        value={status ?? ''}
        onChange={(event) => setStatus((event.currentTarget.value || undefined) as typeof status)}
        data={[
          { value: '', label: 'Paid and being paid' },
          ...STATUSES.map((value) => ({ value, label: statusWords(value) })),
        ]}
      />
      {items.length > 0 && (
        <div className={classes.scroll} tabIndex={0} role="group" aria-label="Table of orders">
          <Table verticalSpacing="sm" className={classes.table}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Order</Table.Th>
                <Table.Th>For</Table.Th>
                <Table.Th>Items</Table.Th>
                <Table.Th>Status</Table.Th>
                <Table.Th className={classes.number}>Total</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((order) => (
                <Table.Tr key={order.id}>
                  <Table.Td>
                    <strong>{orderName(order.id)}</strong>
                    <span className={classes.detail}>{moment(order.createdAt)}</span>
                  </Table.Td>
                  <Table.Td className={classes.who}>
                    {order.address.name}
                    <span className={classes.detail}>
                      {order.address.city}, {order.address.country}, {order.delivery}
                    </span>
                  </Table.Td>
                  <Table.Td>
                    {order.items.map((line) => `${line.quantity} × ${line.name}`).join(', ')}
                  </Table.Td>
                  <Table.Td>
                    <Badge variant="light" color={COLOURS[order.status]}>
                      {statusWords(order.status)}
                    </Badge>
                  </Table.Td>
                  <Table.Td className={`price ${classes.number}`}>
                    {formatMoney(order.total, order.currency)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <MoreRows rows={orders} count={items.length} />
    </section>
  );
}
