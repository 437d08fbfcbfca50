// Lint rules for the whole repository. The purity rules of `spec/` are tried by `test/meta/arrows.test.ts`.
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** What the ES library still offers a pure specification that it must not use: time, chance, the host, the locale. */
const impureGlobals = [
  'Date',
  'Intl',
  'Promise',
  'WeakRef',
  'FinalizationRegistry',
  'globalThis',
  'console',
  'process',
  'Buffer',
];

const impureSyntax = [
  { selector: 'ThrowStatement', message: 'spec/ is total: answer with a value.' },
  { selector: 'TryStatement', message: 'spec/ is total: there is nothing to catch.' },
  { selector: ':function[async=true]', message: 'spec/ is synchronous.' },
  { selector: 'AwaitExpression, ForOfStatement[await=true]', message: 'spec/ is synchronous.' },
  { selector: 'ImportExpression', message: 'spec/ loads nothing at run time.' },
  { selector: 'Program > VariableDeclaration[kind!="const"]', message: 'spec/ keeps no state between calls.' },
];

/** A spread hides from the compiler which fields a patch names, and so which file each lands in. */
const patchSpread = {
  selector:
    'Property[key.name=/^(write|set)$/] :matches(ObjectExpression, ArrayExpression) > SpreadElement' +
    ':not(Property[key.name=/^(write|set)$/] Property SpreadElement)',
  message: 'Name every field of a patch.',
};

export default defineConfig(
  { ignores: ['dist/', '**/node_modules/'] },
  {
    files: ['**/*.ts', '**/*.js'],
    extends: [js.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'object-shorthand': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // It asks for `x!`, which `no-non-null-assertion` forbids: say the type instead.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: false }],
    },
  },
  {
    files: ['spec/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-imports': ['error', { patterns: [{ regex: '^[^.]', message: 'spec/ imports nothing from outside.' }] }],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Chance is an input.' },
        { property: 'localeCompare', message: 'The answer depends on the locale.' },
        { property: 'toLocaleString', message: 'The answer depends on the locale.' },
      ],
      'no-restricted-syntax': ['error', ...impureSyntax],
    },
  },
  {
    // A body answers with a patch; it never changes what it was given.
    files: ['spec/actions/**/*.ts', 'spec/properties/**/*.ts', 'spec/world/**/*.ts'],
    rules: { 'no-param-reassign': ['error', { props: true }] },
  },
  {
    files: ['spec/actions/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...impureSyntax, patchSpread] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      // `test()` and `describe()` of node:test answer promises that the runner itself awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] }] },
      ],
    },
  },
);
