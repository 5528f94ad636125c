import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pictures } from './pictures.ts';

const SHOP = process.env.SHOP_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), pictures()],
  // The host stays as the browser sent it: the shop refuses writes whose origin is another.
  server: {
    proxy: {
      '/api': { target: SHOP, changeOrigin: false },
      '/socket.io': { target: SHOP, changeOrigin: false, ws: true },
    },
  },
  // The manifest says what belongs to the first load: test/first-load.browser-spec.ts reads it.
  build: {
    outDir: '../../dist/apps/web',
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    rolldownOptions: {
      output: {
        // Left alone, the first load is a dozen scripts; a browser has six connections, so the last of them came late.
        codeSplitting: {
          groups: [{ name: 'libraries', tags: ['$initial'], test: /node_modules.*js$|rolldown.runtime/ }],
        },
      },
    },
  },
});
