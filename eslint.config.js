import { fileURLToPath } from 'node:url';
import boundaries from 'eslint-plugin-boundaries';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const resolver = fileURLToPath(new URL('scripts/lib/resolve-sources.js', import.meta.url));

/** Who may import whom. Dependencies point one way: entries → commands → store and domain. */
const MAY_IMPORT = {
  entry: ['entry', 'commands', 'store', 'directus', 'domain', 'errors', 'migrations', 'archives'],
  // Half on the server, half in the Studio: what each of them may import is said below.
  operation: ['operation', 'entry', 'commands', 'directus', 'domain', 'errors', 'app'],
  commands: ['commands', 'store', 'directus', 'domain', 'errors'],
  store: ['store', 'domain', 'errors', 'migrations'],
  directus: ['directus', 'domain', 'errors'],
  domain: ['domain', 'errors', 'audit'],
  errors: ['errors', 'domain'],
  // What runs in the Studio: it reaches the server over HTTP only.
  'app-entry': ['app-entry', 'app', 'domain'],
  app: ['app', 'domain'],
  // Published for other programs, which reach the server over HTTP.
  sdk: ['sdk', 'domain'],
  // Directus loads these by themselves, without the bundle.
  migrations: ['migrations'],
  // The file format of backups and exports, for the command line and for what it runs inside Directus.
  archives: ['archives'],
  // The rule by which log entries are chained, for the server and for the command line.
  audit: ['audit'],
  // Installed with the package, without the sources.
  cli: ['cli', 'migrations', 'archives', 'audit'],
};

export default defineConfig(
  // The node for n8n is a package of its own, with the rules that n8n sets for such nodes.
  { ignores: ['dist/', '.cache/', '.data*/', 'coverage/', 'n8n/node/'] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // An environment variable that is set to nothing counts as not set.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Json is recursive, which neither an interface nor Record can say.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
    },
  },
  {
    // knex hands out rows as any; the type annotated where they are read is what the rest relies on.
    files: ['src/store/**', 'tests/**', 'bench/**'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    // In JavaScript the casts are comments (JSDoc), which these rules do not see; tsc does.
    files: ['**/*.js'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // A test that is wrong about what it looks into fails right away.
    files: ['tests/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['src/**/*.ts', 'migrations/**/*.js', 'cli/**/*.js', '{archive,audit}-format/**/*.js'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { [resolver]: {} },
      'boundaries/elements': [
        { type: 'entry', pattern: 'src/(artifacts-(hook|endpoint)|flows)' },
        { type: 'operation', pattern: 'src/*-operation' },
        { type: 'app-entry', pattern: 'src/(review-module|*-interface|status-display|*-panel)' },
        { type: 'app', pattern: 'src/app' },
        { type: 'sdk', pattern: 'src/sdk' },
        { type: 'commands', pattern: 'src/commands' },
        { type: 'store', pattern: 'src/store' },
        { type: 'directus', pattern: 'src/directus' },
        { type: 'domain', pattern: 'src/domain' },
        { type: 'errors', pattern: 'src/errors' },
        { type: 'migrations', pattern: 'migrations' },
        { type: 'cli', pattern: 'cli' },
        { type: 'archives', pattern: 'archive-format' },
        { type: 'audit', pattern: 'audit-format' },
      ],
    },
    rules: {
      'boundaries/no-unknown-files': 'error',
      'boundaries/no-unknown-dependencies': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: Object.entries(MAY_IMPORT).map(([from, to]) => ({
            from: { element: { type: from } },
            allow: { to: { element: { types: { anyOf: to } } } },
          })),
        },
      ],
    },
  },
  {
    files: ['src/*-operation/app.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^\\.+/(?!app/|domain/)' }] },
      ],
    },
  },
  {
    files: ['src/*-operation/*.ts'],
    ignores: ['src/*-operation/app.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ regex: '/app(/|\\.js$)' }] }],
    },
  },
  {
    // Helpers hand out bundles of closures to be taken apart; none of them has a `this` to lose.
    files: ['tests/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    // The types of a browser are known everywhere, for the sake of what runs in the Studio; the browser is not there.
    files: ['src/**/*.ts', 'cli/**', 'scripts/**', 'migrations/**', '{archive,audit}-format/**'],
    ignores: ['src/app/**', 'src/{review-module,*-interface,status-display,*-panel}/**'],
    rules: {
      'no-restricted-globals': ['error', 'window', 'document', 'localStorage', 'sessionStorage', 'location'],
    },
  },
  {
    // Directus awaits what an init handler returns, although its types say void.
    files: ['src/artifacts-hook/on-start.ts'],
    rules: {
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    },
  },
  {
    // Runs in browsers as well, and brings nothing along.
    files: ['src/sdk/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [{ regex: '^[^.]', allowTypeImports: true, message: 'Only types come from elsewhere.' }],
        },
      ],
    },
  },
  {
    // Pure rules: they run anywhere, and know neither database nor server nor disk.
    files: ['src/domain/**', 'src/errors/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(knex|express|vue|directus|@directus/(?!errors|utils)|node:(?!crypto$))' }] },
      ],
    },
  },
);
