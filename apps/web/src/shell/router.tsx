import { createBrowserRouter } from 'react-router';
import { ROUTE_PREFIX_HERE } from '../api/base-path';
import { CategoryPage } from '../catalog/category-page';
import { HomePage } from '../catalog/home-page';
import { ProductPage } from '../catalog/product-page';
import { SearchPage } from '../catalog/search-page';
import { BrokenPage } from './broken-page';
import { Frame } from './frame';
import { LostPage } from './lost-page';

/** The pages. What a visitor needs first comes with the first load, the rest when it is asked for. */
export const router = createBrowserRouter(
  [
    {
      element: <Frame />,
      errorElement: <BrokenPage />,
      hydrateFallbackElement: <></>,
      children: [
        { index: true, element: <HomePage /> },
        { path: 'search', element: <SearchPage /> },
        { path: 'categories/:slug', element: <CategoryPage /> },
        { path: 'products/:slug', element: <ProductPage /> },
        { path: 'cart', lazy: async () => ({ Component: (await import('../cart/cart-page')).CartPage }) },
        {
          path: 'checkout',
          lazy: async () => ({ Component: (await import('../checkout/checkout-page')).CheckoutPage }),
        },
        {
          path: 'orders',
          lazy: async () => ({ Component: (await import('../orders/orders-page')).OrdersPage }),
        },
        {
          path: 'orders/:id',
          lazy: async () => ({ Component: (await import('../orders/order-page')).OrderPage }),
        },
        {
          path: 'sign-in',
          lazy: async () => ({ Component: (await import('../account/sign-in-page')).SignInPage }),
        },
        {
          path: 'sign-up',
          lazy: async () => ({ Component: (await import('../account/sign-up-page')).SignUpPage }),
        },
        { path: 'lab', lazy: async () => ({ Component: (await import('../lab/page/lab-page')).LabPage }) },
        { path: '*', element: <LostPage /> },
      ],
    },
  ],
  { basename: ROUTE_PREFIX_HERE || '/' },
);
