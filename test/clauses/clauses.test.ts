import { accountClauses } from '@desk/server/policy-template/account-clauses'
import { generalClauses } from '@desk/server/policy-template/general-clauses'
import { dutyCodes } from '@desk/shared/duties/duty-schemas'
import { pageTable } from '@desk/shared/pages/page-table'
import { routeRules } from '@desk/shared/pages/route-rules'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pathInRepository } from '../lib/repository-paths.ts'
import { servedPassages } from './clause-table.ts'
import { BROWSER_TESTS, evidenceHere } from './rows-shown-by.ts'
import type { ServedPassage } from './served-passage.ts'
import { unservedPassages } from './unserved-passages.ts'

const documentClauses = [...generalClauses, ...accountClauses]
const textOf = new Map(documentClauses.map(({ id, zh }) => [id, zh.body.replaceAll('**', '')]))
const allPassages = [...servedPassages, ...unservedPassages]

const source = ['server/src', 'shared/src']
  .flatMap((folder) =>
    readdirSync(pathInRepository(folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('/testing/'))
  .map((file) => readFileSync(pathInRepository(file), 'utf8'))
  .join('\n')
const sourceWords = new Set(source.match(/\w+/g))
/** Beginnings of actions that a variable completes, such as `incident.` in a template literal. */
const beginnings = [...source.matchAll(/`([a-z]+\.[a-z_]*)\$\{/g)].flatMap(([, beginning]) => beginning ?? [])
const isRecorded = (action: string): boolean =>
  source.includes(`'${action}'`) ||
  beginnings.some((beginning) => action.startsWith(beginning) && sourceWords.has(action.slice(beginning.length)))

/** Returns the titles of tests, but not of describe blocks or steps. */
const titlesIn = (text: string): string[] =>
  [...text.matchAll(/(?<![.\w])(?:test|it)(?:\.skipIf\([^)]*\))?\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g)].map(
    ([, , title = '']) => title,
  )

/**
 * Returns whether the words are about what people do: principles, problems, reports, own data, an account from the first to
 * the last day (of clause 2.1c, only the deletion), messages and files.
 */
const isDoneByPeople = ({ clause, words }: ServedPassage): boolean =>
  /^(1\.3|2\.1c 注销|2\.1[de]|2\.2[bc]|2\.3|3|4\.1(?!c1))/.test(`${clause} ${words}`)

describe('the table of the policy document', () => {
  it.each(servedPassages)(
    '$clause, $words: its page and its rule exist, and exactly one test has its title',
    ({ page, rule, test: [file, title] }) => {
      expect(pageTable[page]).toBeDefined()
      expect(routeRules[rule]).toBeDefined()
      expect(existsSync(pathInRepository(file)), file).toBe(true)
      const titles = titlesIn(readFileSync(pathInRepository(file), 'utf8'))
      expect(
        titles.filter((found) => found.includes(title)),
        file,
      ).toHaveLength(1)
    },
  )

  it.each(servedPassages.filter(isDoneByPeople))('$clause, $words: its test runs in a browser', ({ test: [file] }) => {
    expect(file.startsWith(BROWSER_TESTS), file).toBe(true)
  })

  it.each([...new Set(servedPassages.flatMap(({ evidence }) => evidence))])('the server records %s', (action) => {
    expect(isRecorded(action)).toBe(true)
  })

  it('the table of the policy document has evidence for every row', () => {
    expect(servedPassages.filter(({ evidence }) => evidence.length === 0)).toEqual([])
  })

  it.each(servedPassages.filter(({ elsewhere }) => elsewhere !== undefined))(
    '$clause, $words: the actions that another test leaves are among its evidence',
    ({ evidence, elsewhere }) => {
      expect(evidence).toEqual(expect.arrayContaining([...(elsewhere ?? [])]))
    },
  )

  it('every row that a browser test shows is checked by an audit action, except those that only read', () => {
    const inBrowser = servedPassages.filter(({ test: [file] }) => file.startsWith(BROWSER_TESTS))
    const unchecked = inBrowser.filter((row) => evidenceHere(row).length === 0)
    expect(unchecked.map(({ clause, rule }) => [clause, rule])).toEqual([
      ['P', 'GET /api/policies/:id'],
      ['1.3c', 'GET /api/feedback/faqs'],
    ])
  })

  it('every action that rows of browser tests name is left by one of these tests, except those listed here', () => {
    const inBrowser = servedPassages.filter(({ test: [file] }) => file.startsWith(BROWSER_TESTS))
    const left = new Set(inBrowser.flatMap(evidenceHere))
    const others = new Set(inBrowser.flatMap(({ evidence }) => evidence).filter((action) => !left.has(action)))
    expect([...others].toSorted()).toEqual([
      'account.mended',
      'confirmation.ended',
      'confirmation.urged',
      'feedback.escalated',
      'feedback.faq_published',
      'feedback.joined',
      'group.sign',
      'incident.answered',
      'incident.replied',
      'incident.rerouted',
      'partner.told',
      'policy.receipt_exported',
      'privacy.purged',
    ])
  })

  it.each(documentClauses.map(({ id }) => id))(
    'the table of the policy document quotes every word of clause %s',
    (id) => {
      const quoted = allPassages.filter(({ clause }) => clause === id).map(({ words }) => words)
      const text = textOf.get(id) ?? ''
      for (const words of quoted) expect(text).toContain(words)
      expect(quoted.reduce((rest, words) => rest.replace(words, ''), text).replace(/[，。；、]/g, '')).toBe('')
    },
  )

  it('the number of a clause follows from its id', () => {
    const numberOf = (id: string) =>
      id.replace(
        /([a-i])(\d?)$/,
        (_all, letter: string, point: string) =>
          ('①②③④⑤⑥⑦⑧⑨'[letter.charCodeAt(0) - 97] ?? '') + (point === '' ? '' : `（${point}）`),
      )
    const numbered = documentClauses.filter(({ id }) => /^\d/.test(id))
    expect(numbered.map(({ no }) => no)).toEqual(numbered.map(({ id }) => numberOf(id)))
  })

  it('the page of the first day advises on passwords in the words of the clause', () => {
    const [rule] = servedPassages.filter(({ clause, words }) => clause === '3.1c' && words.startsWith('密码'))
    expect(readFileSync(pathInRepository('web/src/locales/zh-CN/accounts.ts'), 'utf8')).toContain(rule?.words)
    const [english] = accountClauses.flatMap(({ id, en }) => (id === '3.1c' ? [en?.body ?? ''] : []))
    expect(english).toContain('Use at least')
    const advice = english?.slice(english.indexOf('Use at least'))
    expect(readFileSync(pathInRepository('web/src/locales/en/accounts.ts'), 'utf8')).toContain(advice)
  })

  it('the table of the policy document quotes no clause that the document does not have', () => {
    expect(allPassages.filter(({ clause }) => !textOf.has(clause))).toEqual([])
  })

  it('the table of the policy document contains every duty once', () => {
    expect(servedPassages.flatMap(({ duty }) => duty ?? []).toSorted()).toEqual([...dutyCodes].toSorted())
  })
})
