import { ESLint } from 'eslint'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tools } from '../bootstrap/tools.mjs'
import { scriptsOf } from '../bootstrap/type-aware-lint.mjs'
import { root } from '../../server/scripts/paths.mjs'

const eslint = new ESLint({ cwd: root })

const useCase = 'server/src/access/authorize.ts'
const component = 'web/src/ui/marks/DeskIcon.vue'
const template = (markup: string) => `<script setup lang="ts"></script><template>${markup}</template>`

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
  ['server/src/composition/start-jobs.test.ts', "vi.mock('./start-jobs.ts')", 'no-restricted-properties'],
  ['web/src/hydration.test.ts', "vi.doMock('./create-app.ts')", 'no-restricted-properties'],
  [useCase, "console.log('here')", 'no-console'],
  [useCase, 'export const f = (x: any) => x', '@typescript-eslint/no-explicit-any'],
  [
    useCase,
    "import { Id } from '@desk/shared/kernel/ids'\nexport type X = Id<never>",
    '@typescript-eslint/consistent-type-imports',
  ],
  [useCase, "import '../adapters/wecom/wire.ts'", '@typescript-eslint/no-restricted-imports'],
  [useCase, "import '@desk/web/x'", '@typescript-eslint/no-restricted-imports'],
  ['shared/src/errors.ts', "import 'node:fs'", '@typescript-eslint/no-restricted-imports'],
  ['web/src/locales/time.ts', "import '@desk/server/db/database'", '@typescript-eslint/no-restricted-imports'],
  ['web/src/api/policy-api.ts', 'export const key = () => crypto.randomUUID()', 'no-restricted-syntax'],
  [component, '<script setup lang="ts">const { key = crypto.randomUUID() } = {}</script>', 'no-restricted-syntax'],
  ['web/src/api/policy-api.ts', 'export const last = (all: number[]) => all.toReversed()', 'no-restricted-syntax'],
  ['shared/src/errors.ts', 'export const rest = (all: number[]) => all.toSpliced(0, 1)', 'no-restricted-syntax'],
  ['shared/src/errors.ts', 'export const now = () => Date.now()', 'no-restricted-syntax'],
  [component, template('<p v-html="x" />'), 'vue/no-v-html'],
  [component, template('<p>{{ missing }}</p>'), 'vue/no-undef-properties'],
  [component, template('<NoSuchThing />'), 'vue/no-undef-components'],
  [component, template('<img src="/x.png">'), 'vuejs-accessibility/alt-text'],
  [component, template('<div @click="() => {}" />'), 'vuejs-accessibility/click-events-have-key-events'],
]

describe('eslint', () => {
  it.each(violatingSamples)('eslint in %s reports %s (%s)', { timeout: 60_000 }, async (filePath, text, rule) => {
    const [result] = await eslint.lintText(text, { filePath })
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule)
  })

  it('eslint ignores comments that disable a rule', { timeout: 60_000 }, async () => {
    const text = '/* eslint-disable */\nexport const now = () => Date.now()'
    const [result] = await eslint.lintText(text, { filePath: useCase })
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain('no-restricted-syntax')
  })
})

/** One violation of each rule that needs types, by rule. */
const typedSamples = {
  'no-floating-promises': 'const save = async () => {}\nsave()',
  'no-misused-promises': 'export const f = [1].filter(async () => true)',
  'await-thenable': 'export const f = async () => await 1',
  'only-throw-error': "export const f = () => { throw 'no' }",
  'switch-exhaustiveness-check': "export const f = (x: 'a' | 'b') => { switch (x) { case 'a': return 1 } }",
}

describe('oxlint', () => {
  it('oxlint reports a violation of every rule that needs types', () => {
    const folder = mkdtempSync(join(tmpdir(), 'desk-lint-'))
    writeFileSync(
      join(folder, 'tsconfig.json'),
      '{ "compilerOptions": { "strict": true, "lib": ["ES2023"], "types": [] } }',
    )
    for (const [rule, text] of Object.entries(typedSamples)) writeFileSync(join(folder, `${rule}.ts`), text)
    const args = [tools.oxlint, '-c', '.oxlintrc.json', '--type-aware', '--format=unix', folder]
    const { stdout, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    rmSync(folder, { recursive: true })
    const missed = Object.keys(typedSamples).filter((rule) => !stdout.includes(`(${rule})`))
    expect([status, missed], stdout).toEqual([1, []])
  })

  it('oxlint gets the scripts of a component on their original lines', () => {
    const component =
      '<script setup lang="ts" generic="T extends Map<string, string>">\nsave()\n</script>\n<template>\n<p />\n</template>\n<script lang="ts">\nrun()\n</script>\n'
    expect(scriptsOf(component)).toBe('\nsave()\n\n\n\n\n\nrun()\n')
  })
})
