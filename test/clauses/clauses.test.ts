import { accountClauses } from '@desk/server/policy-template/account-clauses'
import { generalClauses } from '@desk/server/policy-template/general-clauses'
import { dutyCodes } from '@desk/shared/duties/duty-schemas'
import { pageTable } from '@desk/shared/pages/page-table'
import { routeRules } from '@desk/shared/pages/route-rules'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pathInRepository } from '../lib/repository-paths.ts'
import { servedWords } from './clause-table.ts'
import { unservedWords } from './unserved-words.ts'

const documentClauses = [...generalClauses, ...accountClauses]
const textOf = new Map(documentClauses.map(({ id, zh }) => [id, zh.body.replaceAll('**', '')]))
const named = [...servedWords, ...unservedWords]

const source = ['server/src', 'shared/src']
  .flatMap((folder) =>
    readdirSync(pathInRepository(folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('/testing/'))
  .map((file) => readFileSync(pathInRepository(file), 'utf8'))
  .join('\n')
const words = new Set(source.match(/\w+/g))
/** Beginnings of actions that are completed by a variable, as `incident.` in a template literal. */
const beginnings = [...source.matchAll(/`([a-z]+\.[a-z_]*)\$\{/g)].flatMap(([, beginning]) => beginning ?? [])
const isRecorded = (action: string): boolean =>
  source.includes(`'${action}'`) ||
  beginnings.some((beginning) => action.startsWith(beginning) && words.has(action.slice(beginning.length)))

describe('the table of the policy document', () => {
  it.each(servedWords)(
    '$clause, $words: its page, its rule and its test exist',
    ({ page, rule, test: [file, title] }) => {
      expect(pageTable[page]).toBeDefined()
      expect(routeRules[rule]).toBeDefined()
      expect(existsSync(pathInRepository(file)), file).toBe(true)
      expect(readFileSync(pathInRepository(file), 'utf8'), file).toContain(title)
    },
  )

  it.each([...new Set(servedWords.flatMap(({ evidence }) => evidence))])('the server records %s', (action) => {
    expect(isRecorded(action)).toBe(true)
  })

  it('has evidence for every row', () => {
    expect(servedWords.filter(({ evidence }) => evidence.length === 0)).toEqual([])
  })

  it.each(documentClauses.map(({ id }) => id))('quotes every word of clause %s', (id) => {
    const quoted = named.filter(({ clause }) => clause === id).map(({ words }) => words)
    const text = textOf.get(id) ?? ''
    for (const words of quoted) expect(text).toContain(words)
    expect(quoted.reduce((rest, words) => rest.replace(words, ''), text).replace(/[，。；、]/g, '')).toBe('')
  })

  it('quotes no clause that the document does not have', () => {
    expect(named.filter(({ clause }) => !textOf.has(clause))).toEqual([])
  })

  it('contains every duty once', () => {
    expect(servedWords.flatMap(({ duty }) => duty ?? []).toSorted()).toEqual([...dutyCodes].toSorted())
  })
})
