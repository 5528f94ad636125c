import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { RouterProvider } from 'react-router/dom';
import './styles';
import { queries } from './queries';
import { router } from './router';
import { theme } from './theme';
import { whenLoaded } from './when-loaded';

const Notices = lazy(async () => ({ default: (await whenLoaded(import('./notices'))).Notices }));

/** The storefront: look, data and pages put together. */
export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Suspense>
          <Notices />
        </Suspense>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
