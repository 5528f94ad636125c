import { Alert, Anchor, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useLocation, useParams } from 'react-router';
import { customerQuery } from '../account/account.queries';
import { signInPath } from '../account/sign-in-path';
import { ApiProblem } from '../api/problem';
import { countryName } from '../checkout/country-name';
import { LostPage } from '../shell/lost-page';
import { moment } from '../shell/moment';
import { Trouble } from '../shell/trouble';
import { usePageTitle } from '../shell/use-page-title';
import { BuyAgain } from './buy-again';
import { OrderLines } from './order-lines';
import classes from './order-page.module.css';
import { orderName, statusWords } from './order-words';
import { orderQuery } from './orders.queries';

/** One order; right after the checkout, its confirmation. */
export function OrderPage() {
  const { id = '' } = useParams();
  const location = useLocation();
  const placed = (location.state as { placed?: boolean } | null)?.placed ?? false;
  const { data: customer } = useQuery(customerQuery);
  const { data: order, error, refetch } = useQuery({ ...orderQuery(id), enabled: Boolean(customer) });
  usePageTitle(orderName(id));
  if (customer === null && !order) return <Navigate to={signInPath(location)} replace />;
  if (error instanceof ApiProblem && error.status === 404) return <LostPage />;
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (!order) return <Skeleton height={320} radius="lg" />;
  const { address } = order;
  return (
    <article className={classes.order}>
      {placed && (
        <Alert color="leaf" variant="light" title="Thank you, your order is placed" mb="xl" role="status">
          We start packing right away.
        </Alert>
      )}
      <Title order={1}>{orderName(id)}</Title>
      <Text c="dimmed" mb="xl">
        {moment(order.createdAt)} · {statusWords(order.status)}
      </Text>
      <OrderLines order={order} />
      <Title order={2} size="h4" mt="xl" mb={4}>
        Delivery address
      </Title>
      <address className={classes.address}>
        {address.name}
        <br />
        {address.street}
        <br />
        {address.postcode} {address.city}, {countryName(address.country)}
      </address>
      <BuyAgain order={order} />
      <Anchor component={Link} to="/orders" mt="md" display="block">
        All orders
      </Anchor>
    </article>
  );
}
