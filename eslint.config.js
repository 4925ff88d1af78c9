import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import vue from 'eslint-plugin-vue'
import a11y from 'eslint-plugin-vuejs-accessibility'
import ts from 'typescript-eslint'

const tests = ['**/*.test.ts', 'server/src/testing/**']

const noAmbientTime = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Ask the injected clock: only ports and adapters read the time.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Ask the injected clock: only ports and adapters read the time.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Ask the injected id source: only ports and adapters draw randomness.',
  },
  {
    selector: "CallExpression[callee.object.name='crypto'][callee.property.name=/^(random|getRandom)/]",
    message: 'Ask the injected id source: only ports and adapters draw randomness.',
  },
  {
    selector: 'CallExpression[callee.name=/^random(Bytes|Int|UUID|FillSync)$/]',
    message: 'Ask the injected id source: only ports and adapters draw randomness.',
  },
]
const noNewMethods = {
  selector: 'MemberExpression[property.name=/^(to(Reversed|Spliced)|findLastIndex|groupBy|withResolvers|fromAsync)$/]',
  message: 'It is missing in the oldest browsers, and in platform/polyfills.ts.',
}
const noEnums = { selector: 'TSEnumDeclaration', message: 'Only erasable syntax: use a union of literals.' }

const noEnvironment = { object: 'process', property: 'env', message: 'Only main.ts reads the environment, once.' }

const noModuleMocks = ['mock', 'doMock'].map((property) => ({
  object: 'vi',
  property,
  message: 'Test files share the modules of a worker, where one that is loaded already is not replaced: pass it in.',
}))

/** @param {Record<string, string>} patterns what may not be imported, and why */
const mayNotImport = (patterns) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    { patterns: Object.entries(patterns).map(([regex, message]) => ({ regex, message })) },
  ],
})

export default defineConfig(
  { ignores: ['**/dist/', '**/dist-types/', '**/node_modules/', 'data/', 'server/drizzle/', '**/test-results/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  js.configs.recommended,
  ts.configs.strict,
  inWeb(vue.configs['flat/recommended']),
  inWeb(a11y.configs['flat/recommended']),
  // Rules that need types are in .oxlintrc.json.
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    files: ['**/*.{ts,mjs,js,vue}'],
    rules: {
      // TypeScript knows the globals of each package better than a list here would.
      'no-undef': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      // The compiler finds these, and knows that `typeof schema` is a use.
      '@typescript-eslint/no-unused-vars': 'off',
      'no-console': 'error',
      // Control characters are exactly what our input checks look for.
      'no-control-regex': 'off',
      'no-restricted-syntax': ['error', noEnums],
      eqeqeq: ['error', 'always'],
    },
  },
  {
    files: ['**/*.vue'],
    rules: {
      // Layout is Prettier's.
      ...Object.fromEntries(layoutRulesOfVue().map((name) => [name, 'off'])),
      'vue/no-v-html': 'error',
      'vue/no-undef-properties': 'error',
      'vue/no-undef-components': ['error', { ignorePatterns: ['^van-', '^router-'] }],
      'vue/component-name-in-template-casing': ['error', 'PascalCase'],
      'vue/define-macros-order': 'error',
      'vuejs-accessibility/heading-has-content': ['error', { accessibleChildren: ['PaperText'] }],
      // A control inside its label, or beside it: either is enough.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },
  {
    files: ['server/src/**/*.ts', 'shared/src/**/*.ts'],
    ignores: [...tests, 'server/src/ports/**', 'server/src/adapters/**', 'server/src/main.ts', 'server/src/cli/**'],
    rules: { 'no-restricted-syntax': ['error', noEnums, ...noAmbientTime] },
  },
  {
    files: ['server/src/**/*.ts', 'shared/src/**/*.ts', 'web/src/**/*.{ts,vue}'],
    ignores: [...tests, 'server/src/main.ts', 'server/src/cli/**'],
    rules: { 'no-restricted-properties': ['error', noEnvironment] },
  },
  {
    files: ['{shared,server,web}/src/**/*.test.ts'],
    rules: { 'no-restricted-properties': ['error', ...noModuleMocks] },
  },
  { files: ['server/src/main.ts', 'server/src/cli/**', 'test/**', '**/*.mjs'], rules: { 'no-console': 'off' } },
  {
    // shared runs in the browser too.
    files: ['shared/src/**/*.ts'],
    ignores: tests,
    rules: { 'no-restricted-syntax': ['error', noEnums, ...noAmbientTime, noNewMethods] },
  },
  {
    files: ['shared/src/**/*.ts'],
    rules: mayNotImport({
      '^node:': 'shared runs in the browser too.',
      '^@desk/(server|web|test)|^(hono|vue|drizzle-orm|pg)': 'shared is pure: it knows nobody.',
    }),
  },
  {
    files: ['web/src/**/*.{ts,vue}'],
    ignores: tests,
    rules: mayNotImport({
      '^@desk/server(?!/client$)': 'The web knows the server by its typed client only.',
      '^(drizzle-orm|pg|node:)': 'This runs in a browser.',
    }),
  },
  {
    files: ['web/src/**/*.{ts,vue}'],
    ignores: tests,
    rules: {
      'no-restricted-syntax': [
        'error',
        noEnums,
        noNewMethods,
        {
          selector: "MemberExpression[property.name='randomUUID']",
          message: 'It is missing before Chrome 92 and outside https: use useIdempotencyKey or the device.',
        },
      ],
    },
  },
  {
    // The renderer runs in the server.
    files: ['web/src/document/**/*.ts', 'web/src/entry-server.ts'],
    rules: mayNotImport({ '^@desk/server(?!/client$)': 'The web knows the server by its typed client only.' }),
  },
  {
    files: ['server/src/**/*.ts'],
    rules: mayNotImport({ '^@desk/(web|test)|^vue|wecom-simulator': 'The server does not know its readers.' }),
  },
  {
    files: ['server/src/{features,domain-events,access,directory,kernel,db,http,ports}/**/*.ts'],
    ignores: tests,
    rules: mayNotImport({
      '/adapters/': 'Features speak to ports.',
      '/testing/': 'Test code never ships.',
      '^@desk/(web|test)|^vue|wecom-simulator': 'The server does not know its readers.',
    }),
  },
  {
    // Plain scripts and the code of tests: a cast says less than it costs.
    files: ['test/**', ...tests],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'no-empty-pattern': 'off' },
  },
)

/** A server has no components to look at. @param {readonly import('eslint').Linter.Config[]} configs */
function inWeb(configs) {
  return configs.map((config) => ({ ...config, files: config.files ?? ['web/**/*.{ts,vue}'] }))
}

function layoutRulesOfVue() {
  return [
    'vue/first-attribute-linebreak',
    'vue/html-closing-bracket-newline',
    'vue/html-closing-bracket-spacing',
    'vue/html-indent',
    'vue/html-self-closing',
    'vue/max-attributes-per-line',
    'vue/multiline-html-element-content-newline',
    'vue/mustache-interpolation-spacing',
    'vue/singleline-html-element-content-newline',
  ]
}
