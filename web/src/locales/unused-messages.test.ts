import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allFeatures, loadAllMessages } from '../testing/all-messages.ts'
import { messagesIn } from './load-messages.ts'
import type { MessageFeature } from './messages.ts'

await loadAllMessages()

/** Returns the keys of all messages and groups. */
const namesIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)])
    : []

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => posix.join(folder, file))
const isReader = (file: string) =>
  /\.(ts|vue)$/.test(file) && !/locales\/(zh-CN|en)\/|\.test\.ts$|\/testing\//.test(file)
const packages = posix.join(import.meta.dirname, '../../..')
const sourcesBelow = (folder: string) =>
  new Map(
    filesBelow(posix.join(packages, folder))
      .filter(isReader)
      .map((file) => [file, readFileSync(file, 'utf8')]),
  )
const web = sourcesBelow('web/src')
const shared = sourcesBelow('shared/src')

/** A key is read as a property, by a name in quotes (`satisfies Record<'a' | 'b', …>`), or in a pattern or type in braces. */
const mentions = [/\.\s*(\w+)/g, /['"`]([\w.-]+)['"`]/g, /(\w+)\??\s*[:},]/g]
const mentionedIn = (text: string): string[] =>
  mentions.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name))

/** Returns the files that a file imports directly: they get messages as props or arguments. */
const importedBy = (file: string, text: string): string[] =>
  [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) => posix.join(posix.dirname(file), path))

/** Returns the modules that name a feature, and those that they import. */
function readersOf(feature: MessageFeature): ReadonlyMap<string, string> {
  if (feature === 'core') return web
  const naming = [...web].filter(([, text]) => new RegExp(`['"]${feature}['"]`).test(text))
  const files = naming.flatMap(([file, text]) => [file, ...importedBy(file, text)])
  return new Map(files.filter((file) => web.has(file)).map((file) => [file, web.get(file) ?? '']))
}

const sharedNames = [...shared.values()].flatMap(mentionedIn)
/** Codes of `check-archive.ts`, which `read-sheet.ts` passes on to the messages. */
const codesFromAfar = ['inflated']
/** Codes of the server (`lost.declared`, `48002`) are used as keys. */
const isCode = (name: string) => /[._\d]/.test(name)

function unreadOf(feature: MessageFeature, messages: unknown): string[] {
  const read = new Set([...[...readersOf(feature).values()].flatMap(mentionedIn), ...sharedNames, ...codesFromAfar])
  return [...new Set(namesIn(messages).filter((name) => !read.has(name) && !isCode(name)))]
}

/** Returns the messages of a feature without those of all pages, which `requests` repeats. */
function ownMessages(feature: MessageFeature): unknown {
  const messages = messagesIn('zh-CN', feature)
  if (feature !== 'requests') return messages
  const core = Object.keys(messagesIn('zh-CN', 'core'))
  return Object.fromEntries(Object.entries(messages).filter(([name]) => !core.includes(name)))
}

describe('the messages', () => {
  it.each(allFeatures)('every message of %s is read by a module of this feature', (feature) => {
    expect(unreadOf(feature, ownMessages(feature))).toEqual([])
  })

  it('a message that only another feature reads is unused', () => {
    expect(unreadOf('comments', { writeLetter: '', write: '' })).toEqual(['writeLetter'])
    // Only the requests use it: `messages.own.reminding`.
    expect(unreadOf('policy-admin', { reminding: '' })).toEqual(['reminding'])
    expect(unreadOf('approvals', { reminding: '' })).toEqual([])
  })

  it('a key that the compiler does not know is looked for before it is read', () => {
    const unguarded = [...web].flatMap(([file, text]) =>
      [...text.matchAll(/\bas keyof typeof ([\w.]+)\]/g)]
        .map(([, object = '']) => object)
        .filter((object) => !text.includes(` in ${object}`) && !text.includes(`hasOwn(${object}`))
        .map((object) => `${file}: ${object}`),
    )
    expect(unguarded).toEqual([])
  })

  it('the search finds modules by the feature that they name, and what they import', () => {
    const folder = posix.join(import.meta.dirname, '../features')
    const readers = readersOf('groups')
    expect(readers.has(`${folder}/groups/pages/GroupSettingsPage.vue`)).toBe(true)
    expect(readers.has(`${folder}/groups/template-lines.ts`)).toBe(true)
    expect(readers.has(`${folder}/audit/pages/AuditPage.vue`)).toBe(false)
  })
})
