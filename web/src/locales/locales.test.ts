import { accountClauses } from '@desk/server/policy-template/account-clauses'
import { generalClauses } from '@desk/server/policy-template/general-clauses'
import { definitionOf, messageTextNames } from '@desk/shared/message-templates/message-templates'
import { describe, expect, it } from 'vitest'
import { allFeatures, loadAllMessages } from '../testing/all-messages.ts'
import { messagesIn } from './load-messages.ts'
import type { MessageFeature } from './messages.ts'

await loadAllMessages()

/** Returns every message with its dotted path; functions are called with sample arguments. */
function sentences(value: unknown, path = ''): [string, string][] {
  if (value === null || value === undefined) return []
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') return [[path, callMessage(value as (...args: unknown[]) => unknown)]]
  return Object.entries(value as object).flatMap(([name, inner]) => sentences(inner, path ? `${path}.${name}` : name))
}

const at = '2026-03-17T02:33:00Z'
/** What the messages about one answer of the evidence room, and about a verified bundle, take. */
const answer = {
  ...{ name: 'Li', title: 'Rules', label: '2.0', basis: 'full', at, when: at, due: at, isOverdue: true },
  ...{ department: 'North', isThen: true, position: 'Engineer', userid: 'li', hasLeft: true },
  ...{ clauses: 2, publishedAt: at, approvedBy: 'Zhou', approvedAt: at, isCurrent: true, lastDay: null },
  ...{ authors: ['Chen'], publishedBy: 'Chen', read: 1, seconds: 75, file: 'list.xlsx', who: 'Li', seq: 3 },
  ...{ signedAt: at, consent: 'Yes', typedName: null, bound: 4, signed: 2, unsigned: 1, exempt: 1, excluded: 1 },
  ...{ records: 9, signatures: 2, people: 4, texts: 1 },
  ...{ day: '2026-03-17', counts: { signed: 2, pending: 1 }, loggedAt: at, keptAt: at, keptSignatures: 1 },
  hasSameLines: false,
}

// Sample arguments: the first set that produces a valid text is used.
const sets: readonly (readonly unknown[])[] = [
  [2, 3, 4, 5, 6],
  [['position'], 2, 1],
  ['position', 2, 1],
  [[{ field: 'position', to: 'Li' }], '-'],
  ['Li', 'morning'],
  ['Li', ['Zhou']],
  [['Li'], 2],
  [['hr', 'ops_lead'], ['Li']],
  ['2026-03-17T02:33:00Z', '2026-03-17T02:34:00Z'],
  ['2026-03-17', '2026-03-18', '2026-03-19'],
  [{ log: 400, contact: 90, transient: 30, signer: 400, incident: 1095 }, '2'],
  [{ kind: 'row_changed', seq: 1 }],
  [null],
  [{ name: 'Li', by: 'Zhou', at: '2026-03-17T02:33:00Z', askAgainAt: '2026-03-18T02:33:00Z' }],
  [{ client: 'wecom', system: 'ios' }],
  [{ code: 'too_long', over: 2, role: 'topic', word: 'x', sign: 'x', rule: 'x' }],
  ['Li', 'ops'],
  [answer],
  ['2.0', { changed: 2, added: 1, removed: 1 }],
  [{ client: 'wecom', system: 'ios' }, '10.0.0.x'],
  ['3:04', { client: 'wecom', system: 'ios' }],
  ['2026-03-17', { signed: 2, pending: 1 }],
  [{ from: '2026-03-17', to: '2026-03-18', fromTime: '12:00', toTime: '' }],
]

function callMessage(message: (...args: unknown[]) => unknown): string {
  for (const set of sets) {
    try {
      const text = sentences(message(...set))
        .map(([, sentence]) => sentence)
        .join('')
      if (text !== '' && !/undefined|NaN|\[object/.test(text)) return text
    } catch {
      continue
    }
  }
  return ''
}

// Self-check items may lack a place or an impact. Examples of group names are Chinese, a language is named in itself, and one
// placeholder contains the word 系统.
const mayBeEmpty = /^items\.\w+\.(where|meanwhile)$/
const mayBeChinese = /^me\.otherLanguage$|^detail\.archiveHint$|^settings\.(template|invalidTemplate|with|example)/
const mayContainSystem = new Set([
  // The promise of an unnamed report is about the system, and its words are fixed.
  'report.unnamedHint',
  'namePlaceholder',
])

/** Clipped or technical wordings, for which the product has a better one. */
const clumsy =
  /没完的|没办完|没办成|没有?通过|没有?算|没有建成|等我处理|(格式|号码)不对|更多操作|系统出错|读回|没写进|没有办成|不用再看|可信电脑/

const messagesOf = (language: 'zh-CN' | 'en', feature: MessageFeature) => sentences(messagesIn(language, feature))

const isMissing = ([path, sentence]: [string, string]) => sentence.trim() === '' && !mayBeEmpty.test(path)

describe.each(allFeatures)('the messages of %s', (feature) => {
  const [chinese, english] = [messagesOf('zh-CN', feature), messagesOf('en', feature)]

  it('have the same keys in both languages', () => {
    expect(english.map(([path]) => path).sort()).toEqual(chinese.map(([path]) => path).sort())
  })

  it('are not empty', () => {
    expect([...chinese, ...english].filter(isMissing)).toEqual([])
  })

  it('avoid 您, 系统 and exclamation marks in Chinese', () => {
    const odd = chinese.filter(([path, sentence]) => /您|系统|[!！]/.test(sentence) && !mayContainSystem.has(path))
    expect(odd).toEqual([])
  })

  it('say what happened in whole words in Chinese', () => {
    expect(chinese.filter(([, sentence]) => clumsy.test(sentence))).toEqual([])
  })

  it('contain no Chinese in English', () => {
    const left = english.filter(([, sentence]) => /\p{Script=Han}/u.test(sentence)).map(([path]) => path)
    expect(left.filter((path) => !mayBeChinese.test(path))).toEqual([])
  })
})

it('message templates and the policy template say what happened in whole words in Chinese', () => {
  const messages = messageTextNames.map(definitionOf).flatMap(({ title, subtitle }) => [title, subtitle])
  const clauses = [...generalClauses, ...accountClauses].flatMap(({ zh }) => Object.values(zh))
  expect([...messages, ...clauses].filter((text) => clumsy.test(text))).toEqual([])
})

it('a clause is numbered as in the printed policy', () => {
  const { clause } = messagesIn('zh-CN', 'core')
  expect([clause('3.3a'), clause('4.1c2')]).toEqual(['依据 3.3①', '依据 4.1③（2）'])
})

it('a duration shows its two largest units', () => {
  expect([0, 59, 200, 1500].map(messagesIn('zh-CN', 'core').home.duration)).toEqual([
    '不到 1\u00a0分钟',
    '59\u00a0分钟',
    '3\u00a0小时 20\u00a0分钟',
    '1\u00a0天 1\u00a0小时',
  ])
})
