import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router/dom';
import './styles';
import { queries } from './queries';
import { router } from './router';
import { theme } from './theme';

/** The storefront: look, data and pages put together. */
export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Notifications position="top-right" limit={3} containerWidth={380} className="notices" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
