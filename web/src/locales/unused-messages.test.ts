import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { allFeatures, loadAllMessages } from '../testing/all-messages.ts'
import { messagesIn } from './load-messages.ts'

await loadAllMessages()

/** Returns the keys of all messages and groups. */
const namesIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)])
    : []

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))
const isReader = (file: string) =>
  /\.(ts|vue)$/.test(file) && !/locales\/(zh-CN|en)\/|\.test\.ts$|\/testing\//.test(file)
const packages = join(import.meta.dirname, '../../..')
const mentioned = new Set(
  ['web/src', 'shared/src']
    .flatMap((folder) => filesBelow(join(packages, folder)))
    .filter(isReader)
    .flatMap((file) => readFileSync(file, 'utf8').match(/[\w-]+/g) ?? []),
)

it.each(allFeatures)('every message of %s is used', (feature) => {
  // Codes of the server (`lost.declared`, `48002`) are used as keys.
  const isCode = (name: string) => /[._\d]/.test(name)
  const unread = namesIn(messagesIn('zh-CN', feature)).filter((name) => !mentioned.has(name) && !isCode(name))
  expect([...new Set(unread)]).toEqual([])
})
