import { describe, expect, it } from 'vitest'
import { allFeatures, loadAllMessages } from '../testing/all-messages.ts'
import { messagesIn } from './load-messages.ts'
import type { MessageFeature } from './messages.ts'

await loadAllMessages()

/** Every sentence by its dotted path; those with parameters are said with plausible ones. */
function sentences(value: unknown, path = ''): [string, string][] {
  if (value === null || value === undefined) return []
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') return [[path, tryOut(value as (...args: unknown[]) => unknown)]]
  return Object.entries(value as object).flatMap(([name, inner]) => sentences(inner, path ? `${path}.${name}` : name))
}

// A name, a list, a count, an instant, a day, a field or what is asked for: the first set that gives a sentence will do.
const sets: readonly (readonly unknown[])[] = [
  [2, 3, 4, 5, 6],
  [['position'], 2, 1],
  ['position', 2, 1],
  [[{ field: 'position', to: 'Li' }], '-'],
  ['Li', 'morning'],
  ['Li', ['Zhou']],
  [['Li'], 2],
  ['2026-03-17T02:33:00Z', '2026-03-17T02:34:00Z'],
  ['2026-03-17', '2026-03-18', '2026-03-19'],
  [{ log: 400, contact: 90, transient: 30, signer: 400 }, '2'],
  [{ kind: 'row_changed', seq: 1, block: 1 }],
  [null],
  [{ name: 'Li', by: 'Zhou', at: '2026-03-17T02:33:00Z', askAgainAt: '2026-03-18T02:33:00Z' }],
  [{ client: 'wecom', system: 'ios' }],
  [{ code: 'too_long', over: 2, role: 'topic', word: 'x', sign: 'x', rule: 'x' }],
  ['Li', 'ops'],
]

function tryOut(say: (...args: unknown[]) => unknown): string {
  for (const set of sets) {
    try {
      const text = sentences(say(...set))
        .map(([, sentence]) => sentence)
        .join('')
      if (text !== '' && !/undefined|NaN|\[object/.test(text)) return text
    } catch {
      continue
    }
  }
  return ''
}

// An item of the self-check may say nothing of where to mend it; the examples of group names are Chinese, as the names are;
// a language is named in itself; and what is called a system here is one.
const mayBeEmpty = /^check\.items\.\w+\.(where|meanwhile)$/
const mayBeChinese = /^(home|me)\.otherLanguage$|^one\.archiveHint$|^settings\.(template|invalidTemplate|with|example)/
const maySaySystem = new Set(['keys.namePlaceholder'])

const said = (language: 'zh-CN' | 'en', feature: MessageFeature) => sentences(messagesIn(language, feature))

const isMissing = ([path, sentence]: [string, string]) => sentence.trim() === '' && !mayBeEmpty.test(path)

describe.each(allFeatures)('the messages of %s', (feature) => {
  const [chinese, english] = [said('zh-CN', feature), said('en', feature)]

  it('are the same in both languages', () => {
    expect(english.map(([path]) => path).sort()).toEqual(chinese.map(([path]) => path).sort())
  })

  it('have something to say everywhere', () => {
    expect([...chinese, ...english].filter(isMissing)).toEqual([])
  })

  it('keep their tone', () => {
    const odd = chinese.filter(([path, sentence]) => /您|系统|[!！]/.test(sentence) && !maySaySystem.has(path))
    expect(odd).toEqual([])
  })

  it('leave no Chinese in the English', () => {
    const left = english.filter(([, sentence]) => /\p{Script=Han}/u.test(sentence)).map(([path]) => path)
    expect(left.filter((path) => !mayBeChinese.test(path))).toEqual([])
  })
})

it('a clause is named as the policy prints it', () => {
  expect(messagesIn('zh-CN', 'core').clause('3.3a')).toBe('依据 3.3①')
})

it('a duration is said in the largest two units', () => {
  expect([0, 59, 200, 1500].map(messagesIn('zh-CN', 'core').home.duration)).toEqual([
    '不到 1 分钟',
    '59 分钟',
    '3 小时 20 分钟',
    '1 天 1 小时',
  ])
})
