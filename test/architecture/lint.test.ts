import { ESLint } from 'eslint'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const eslint = new ESLint({ cwd: fileURLToPath(new URL('../..', import.meta.url)) })

const useCase = 'server/src/access/authorize.ts'
const component = 'web/src/ui/marks/DeskIcon.vue'
const template = (markup: string) => `<script setup lang="ts"></script><template>${markup}</template>`

/** Violations in files that exist, because a type-aware rule requires a file of the project. */
const violatingSamples: readonly [file: string, text: string, rule: string][] = [
  [useCase, 'export const now = () => new Date()', 'no-restricted-syntax'],
  [useCase, 'export const now = () => Date.now()', 'no-restricted-syntax'],
  [useCase, 'export const chance = () => Math.random()', 'no-restricted-syntax'],
  [useCase, 'export const id = () => crypto.randomUUID()', 'no-restricted-syntax'],
  [
    useCase,
    "import { randomBytes } from 'node:crypto'\nexport const id = () => randomBytes(8)",
    'no-restricted-syntax',
  ],
  ['shared/src/errors.ts', 'export enum Colour { Red }', 'no-restricted-syntax'],
  [useCase, "export const port = process.env['PORT']", 'no-restricted-properties'],
  [useCase, "console.log('here')", 'no-console'],
  [useCase, 'const save = async () => {}\nsave()', '@typescript-eslint/no-floating-promises'],
  [useCase, 'export const f = [1].filter(async () => true)', '@typescript-eslint/no-misused-promises'],
  [useCase, 'export const f = (x: any) => x', '@typescript-eslint/no-explicit-any'],
  [
    useCase,
    "export const f = (x: 'a' | 'b') => { switch (x) { case 'a': return 1 } }",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
  [
    useCase,
    "import { Id } from '@desk/shared/kernel/ids'\nexport type X = Id<never>",
    '@typescript-eslint/consistent-type-imports',
  ],
  [useCase, "import '../adapters/wecom/wire.ts'", '@typescript-eslint/no-restricted-imports'],
  [useCase, "import '@desk/web/x'", '@typescript-eslint/no-restricted-imports'],
  ['shared/src/errors.ts', "import 'node:fs'", '@typescript-eslint/no-restricted-imports'],
  ['web/src/locales/time.ts', "import '@desk/server/db/database'", '@typescript-eslint/no-restricted-imports'],
  [component, template('<p v-html="x" />'), 'vue/no-v-html'],
  [component, template('<p>{{ missing }}</p>'), 'vue/no-undef-properties'],
  [component, template('<NoSuchThing />'), 'vue/no-undef-components'],
  [component, template('<img src="/x.png">'), 'vuejs-accessibility/alt-text'],
  [component, template('<div @click="() => {}" />'), 'vuejs-accessibility/click-events-have-key-events'],
  [
    component,
    '<script setup lang="ts">const save = async () => {}\nsave()</script><template><p /></template>',
    '@typescript-eslint/no-floating-promises',
  ],
]

describe('eslint', () => {
  it.each(violatingSamples)('in %s reports %s (%s)', { timeout: 60_000 }, async (filePath, text, rule) => {
    const [result] = await eslint.lintText(text, { filePath })
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule)
  })

  it('ignores comments that disable a rule', { timeout: 60_000 }, async () => {
    const text = '/* eslint-disable */\nexport const now = () => Date.now()'
    const [result] = await eslint.lintText(text, { filePath: useCase })
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain('no-restricted-syntax')
  })
})
