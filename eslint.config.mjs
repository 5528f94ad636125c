import eslint from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const libraries = ['session', 'auth', 'replica', 'idempotency'];

/** The folders of each source root, the lowest first. A folder may import those before it, never those after it. */
const LAYERS = {
  'apps/shop/src': [
    ...['settings', 'database', 'pages', 'redis', 'http', 'limits', 'catalog', 'operations', 'cart'],
    ...['sessions', 'accounts', 'orders', 'lab', 'live'],
  ],
  'apps/lab/src': [
    ...['client', 'processes', 'report', 'balancer', 'services', 'cluster', 'crowd', 'testing', 'control'],
    ...['measure', 'laboratory', 'model', 'experiments', 'soak'],
  ],
  'apps/check/src': ['gate', 'application', 'schedule', 'rules', 'run', 'report'],
  'libs/session/src': [
    ...['encryption', 'express-compatible', 'transport', 'store', 'codec', 'cookie', 'backend'],
    ...['circuit-breaker', 'memcached', 'message-pack', 'near-cache', 'schema', 'sealed', 'testing'],
  ],
  'libs/auth/src': [
    ...[
      'cookies',
      'redis',
      'tokens',
      'users',
      'limits',
      'passwords',
      'revocation',
      'refresh',
      'strategies',
      'guards',
    ],
  ],
};

/** Each library stands alone: copying its folder must be enough. */
const standsAlone = [
  {
    regex: '^@app/',
    message: 'A library imports no other library and no app: take what you need through an interface.',
  },
  { regex: '(^|/)(apps|libs|generated)/', message: 'A library stands alone: nothing outside its folder.' },
];

const above = (folders) =>
  folders.length === 0
    ? []
    : [
        {
          regex: `^(\\.\\./)+(${folders.join('|')})/`,
          message: 'This folder is above: see LAYERS in eslint.config.mjs.',
        },
      ];

const restrictImports = (files, patterns) => ({
  files: [files],
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '.data/**',
      'apps/shop/src/generated/**',
      'apps/web/src/api/schema.d.ts',
      'workshop/work/**',
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  { languageOptions: { globals: { ...globals.node } } },
  { files: ['apps/web/**'], languageOptions: { globals: { ...globals.browser } } },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An interface and its injection token share one name.
      '@typescript-eslint/no-redeclare': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      'no-redeclare': 'off',
      // Vitest reads from the pattern which fixtures one needs: none, here and there.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
    },
  },
  {
    // A promise that nobody awaits hides its error, or ends the process.
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  {
    files: ['apps/lab/**', 'apps/check/**', 'workshop/**', 'deploy/**', 'tools/**', 'prisma/**'],
    rules: { 'no-console': 'off' },
  },
  ...libraries.map((library) => restrictImports(`libs/${library}/**/*.ts`, standsAlone)),
  ...Object.entries(LAYERS).flatMap(([root, folders]) =>
    folders.map((folder, at) => ({
      ...restrictImports(`${root}/${folder}/**/*.ts`, [
        ...(root.startsWith('libs/') ? standsAlone : []),
        ...above(folders.slice(at + 1)),
      ]),
      ignores: ['**/*.spec.ts'],
    })),
  ),
);
