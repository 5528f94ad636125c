import { Badge, Skeleton, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, Navigate, useLocation } from 'react-router';
import { customerQuery } from '../account/account.queries';
import { signInPath } from '../account/sign-in-path';
import { formatMoney } from '../catalog/money';
import { Message } from '../shell/message';
import { moment } from '../shell/moment';
import { MoreButton } from '../shell/more-button';
import { Trouble } from '../shell/trouble';
import { usePageTitle } from '../shell/use-page-title';
import { orderName, statusWords } from './order-words';
import classes from './orders-page.module.css';
import { ordersQuery } from './orders.queries';

/** What I ordered. */
export function OrdersPage() {
  usePageTitle('Orders');
  const { data: customer } = useQuery(customerQuery);
  const location = useLocation();
  const orders = useInfiniteQuery({ ...ordersQuery, enabled: Boolean(customer) });
  if (customer === null) return <Navigate to={signInPath(location)} replace />;
  if (orders.isError) return <Trouble error={orders.error} onRetry={() => void orders.refetch()} />;
  if (!orders.data) return <Skeleton height={240} radius="lg" />;
  const items = orders.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return <Message title="No orders yet" detail="What you order shows up here." image="/goods/jar.svg" />;
  }
  return (
    <>
      <Title order={1} mb="lg">
        Your orders
      </Title>
      <ul className={classes.orders}>
        {items.map((order) => (
          <li key={order.id}>
            <Link to={`/orders/${order.id}`} className={classes.order}>
              <span className={classes.name}>{orderName(order.id)}</span>
              <span className={classes.when}>{moment(order.createdAt)}</span>
              <Badge variant="light" className={classes.status}>
                {statusWords(order.status)}
              </Badge>
              <span className="price">{formatMoney(order.total, order.currency)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <MoreButton list={orders} mt="lg" />
    </>
  );
}
