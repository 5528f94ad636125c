import { Button, Skeleton, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, Navigate, useLocation } from 'react-router';
import { customerQuery } from '../account/account.queries';
import { signInPath } from '../account/sign-in-path';
import { ApiProblem } from '../api/problem';
import { cartQuery } from '../cart/cart.queries';
import { CartSummary } from '../cart/cart-summary';
import { Message } from '../shell/message';
import { Trouble } from '../shell/trouble';
import { useFieldProblems } from '../shell/use-field-problems';
import { usePageTitle } from '../shell/use-page-title';
import { AddressFields } from './address-fields';
import classes from './checkout-page.module.css';
import { keepDraft, readDraft } from './draft';
import { deliveryQuery, totalWith } from './delivery.queries';
import { DeliveryChoice } from './delivery-choice';
import { DeliveryTotals } from './delivery-totals';
import { PaymentChoice } from './payment-choice';
import { readCheckoutForm } from './read-checkout-form';
import { CHECKOUT, useCheckout } from './use-checkout';

/** Where it goes, how fast, and who pays. For customers: guests sign in first and come back. */
export function CheckoutPage() {
  usePageTitle('Checkout');
  const customer = useQuery(customerQuery);
  const cart = useQuery(cartQuery);
  const queries = useQueryClient();
  const fields = useFieldProblems();
  const checkout = useCheckout();
  const location = useLocation();
  const [draft] = useState(() => readDraft(sessionStorage));
  const [way, setWay] = useState(draft.delivery ?? 'standard');
  const delivery = useQuery(deliveryQuery).data?.find((each) => each.delivery === way);

  if (customer.data === null) return <Navigate to={signInPath(location)} replace />;
  const error = customer.error ?? cart.error;
  if (error) return <Trouble error={error} onRetry={() => void cart.refetch()} />;
  if (!customer.data || !cart.data) return <Skeleton height={420} radius="lg" />;
  if (cart.data.items.length === 0 && !checkout.isPending && !checkout.isSuccess)
    return <NothingToCheckOut />;

  function change(event: FormEvent<HTMLFormElement>) {
    fields.forget(event);
    const typed = readCheckoutForm(event.currentTarget);
    keepDraft(typed, sessionStorage);
    setWay(typed.delivery);
  }
  const total = delivery && totalWith(cart.data, delivery);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!fields.check(event.currentTarget)) return;
    // A double click comes before the button shows that it is busy.
    if (queries.isMutating({ mutationKey: CHECKOUT }) > 0) return;
    checkout.mutate({ form: readCheckoutForm(event.currentTarget), total });
  }
  const refused = checkout.error instanceof ApiProblem ? checkout.error : undefined;
  return (
    <form onSubmit={submit} onChange={change} noValidate className={classes.columns}>
      <div className={classes.sections}>
        <Title order={1}>Checkout</Title>
        <AddressFields
          initial={{ name: customer.data.name, ...draft.address }}
          problems={fields.problems}
          refused={refused}
        />
        <DeliveryChoice initial={draft.delivery} />
        <PaymentChoice />
      </div>
      <CartSummary cart={cart.data} withLines>
        <DeliveryTotals cart={cart.data} delivery={delivery} />
        {checkout.isError && (
          <div className={classes.trouble}>
            <Trouble error={checkout.error} />
          </div>
        )}
        {checkout.isPending && checkout.failureCount > 0 && (
          <Text role="status" size="sm" mt="sm">
            No answer yet. We are asking another server. You will be charged only once.
          </Text>
        )}
        <Button type="submit" size="md" fullWidth mt="md" loading={checkout.isPending}>
          Place the order
        </Button>
      </CartSummary>
    </form>
  );
}

function NothingToCheckOut() {
  return (
    <Message
      title="Your cart is empty"
      detail="Add something to it, then check out."
      image="/goods/bread.svg"
    >
      <Button component={Link} to="/">
        Go to the home page
      </Button>
    </Message>
  );
}
