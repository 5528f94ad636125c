import { createBrowserRouter } from 'react-router';
import { ROUTE_PREFIX_HERE } from '../api/base-path';
import { CategoryPage } from '../catalog/category-page';
import { HomePage } from '../catalog/home-page';
import { ProductPage } from '../catalog/product-page';
import { BrokenPage } from './broken-page';
import { Frame } from './frame';
import { LostPage } from './lost-page';
import { whenLoaded } from './when-loaded';

/** The pages. What a visitor needs first comes with the first load, the rest when it is asked for. */
export const router = createBrowserRouter(
  [
    {
      element: <Frame />,
      errorElement: <BrokenPage />,
      hydrateFallbackElement: <></>,
      children: [
        { index: true, element: <HomePage /> },
        { path: 'categories/:slug', element: <CategoryPage /> },
        { path: 'products/:slug', element: <ProductPage /> },
        {
          path: 'search',
          lazy: async () => ({ Component: (await whenLoaded(import('../catalog/search-page'))).SearchPage }),
        },
        {
          path: 'cart',
          lazy: async () => ({ Component: (await whenLoaded(import('../cart/cart-page'))).CartPage }),
        },
        {
          path: 'checkout',
          lazy: async () => ({
            Component: (await whenLoaded(import('../checkout/checkout-page'))).CheckoutPage,
          }),
        },
        {
          path: 'orders',
          lazy: async () => ({ Component: (await whenLoaded(import('../orders/orders-page'))).OrdersPage }),
        },
        {
          path: 'orders/:id',
          lazy: async () => ({ Component: (await whenLoaded(import('../orders/order-page'))).OrderPage }),
        },
        {
          path: 'account',
          lazy: async () => ({
            Component: (await whenLoaded(import('../account/account-page'))).AccountPage,
          }),
        },
        {
          path: 'sign-in',
          lazy: async () => ({ Component: (await whenLoaded(import('../account/sign-in-page'))).SignInPage }),
        },
        {
          path: 'sign-up',
          lazy: async () => ({ Component: (await whenLoaded(import('../account/sign-up-page'))).SignUpPage }),
        },
        {
          path: 'admin',
          lazy: async () => ({ Component: (await whenLoaded(import('../admin/admin-frame'))).AdminFrame }),
          children: [
            {
              index: true,
              lazy: async () => ({
                Component: (await whenLoaded(import('../admin/products-page'))).ProductsPage,
              }),
            },
            {
              path: 'orders',
              lazy: async () => ({
                Component: (await whenLoaded(import('../admin/all-orders-page'))).AllOrdersPage,
              }),
            },
            {
              path: 'users',
              lazy: async () => ({ Component: (await whenLoaded(import('../admin/users-page'))).UsersPage }),
            },
          ],
        },
        { path: 'lab', lazy: async () => ({ Component: (await import('../lab/page/lab-page')).LabPage }) },
        { path: '*', element: <LostPage /> },
      ],
    },
  ],
  { basename: ROUTE_PREFIX_HERE || '/' },
);
