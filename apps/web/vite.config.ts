import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pictures } from './pictures.ts';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), pictures()],
  // `prisma/catalogue` is read for the names of the categories.
  server: { proxy: { '/api': process.env.SHOP_URL ?? 'http://127.0.0.1:3000' }, fs: { allow: ['../..'] } },
  build: { outDir: '../../dist/apps/web', emptyOutDir: true, target: 'es2022' },
});
