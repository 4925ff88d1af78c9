import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { type PageName, pageTable } from '@desk/shared/pages/page-table'
import { describe, expect, it } from 'vitest'
import { messageFeaturesOf } from './page-messages.ts'

const features = posix.join(import.meta.dirname, '../features/')

/** Returns the source of a file and of all that it imports from this package, statically or dynamically. */
function sourcesOf(file: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(file) || !existsSync(file)) return seen
  const source = readFileSync(file, 'utf8')
  seen.set(file, source)
  for (const [, path = ''] of source.matchAll(/(?:from |import\(|import )'(\.[^']+)'/g))
    sourcesOf(posix.join(posix.dirname(file), path), seen)
  return seen
}

const messagesUsedBy = (page: PageName): Set<string> => {
  const code = [...sourcesOf(`${features}${pageTable[page].file}.vue`).values()].join('\n')
  return new Set([...code.matchAll(/useMessages\('([a-z-]+)'\)/g)].map(([, feature = '']) => feature))
}

describe('messageFeaturesOf', () => {
  it('the test finds useMessages calls in the sources', () => {
    expect([...messagesUsedBy('settings-fields')].sort()).toEqual(['core', 'desk', 'info-change', 'settings'])
  })

  it.each(Object.keys(pageTable) as PageName[])(
    'page %s loads exactly the messages that its components use',
    (page) => {
      expect([...messageFeaturesOf(page)].sort()).toEqual([...messagesUsedBy(page).add('core')].sort())
    },
  )
})
