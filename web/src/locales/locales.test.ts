import { describe, expect, it } from 'vitest'
import { en } from './en/core.ts'
import { requestPages as enPages } from './en/requests.ts'
import { zhCn } from './zh-CN/core.ts'
import { requestPages as zhPages } from './zh-CN/requests.ts'

/** Every sentence by its dotted path; those with parameters are said with plausible ones. */
function sentences(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') return [[path, String(tryOut(value as (...args: unknown[]) => unknown))]]
  return Object.entries(value as object).flatMap(([name, inner]) => sentences(inner, path ? `${path}.${name}` : name))
}

/** Parameters are a name, a list, a count, a field or what is asked for: the first set that gives a sentence will do. */
function tryOut(say: (...args: unknown[]) => unknown): unknown {
  const sets = [
    [['position'], 2, 1],
    ['position', 2, 1],
    [[{ field: 'position', to: 'Li' }], '-'],
    [2, 1],
    ['Li', 'morning'],
    ['Li', ['Zhou']],
    ['2026-03-17T02:33:00Z', '2026-03-17T02:34:00Z'],
  ]
  for (const set of sets) {
    try {
      const said = say(...set)
      if (typeof said === 'string' && !said.includes('undefined')) return said
    } catch {
      continue
    }
  }
  return ''
}

const [chinese, english] = [sentences({ ...zhCn, ...zhPages }), sentences({ ...en, ...enPages })]

describe('words', () => {
  it('says the same things in both languages', () => {
    expect(english.map(([path]) => path).sort()).toEqual(chinese.map(([path]) => path).sort())
  })

  it('has something to say everywhere', () => {
    expect([...chinese, ...english].filter(([, sentence]) => sentence.trim() === '')).toEqual([])
  })

  it('keeps its tone', () => {
    expect(chinese.filter(([, sentence]) => /您|系统|[!！]/.test(sentence))).toEqual([])
  })

  it('leaves no Chinese in the English, but for the way back', () => {
    const left = english.filter(([, sentence]) => /\p{Script=Han}/u.test(sentence)).map(([path]) => path)
    expect(left).toEqual(['home.otherLanguage'])
  })

  it('names a clause as the policy prints it', () => {
    expect(zhCn.clause('3.3a')).toBe('依据 3.3①')
  })

  it('says a duration in the largest two units', () => {
    expect([0, 59, 200, 1500].map(zhCn.home.duration)).toEqual([
      '不到 1 分钟',
      '59 分钟',
      '3 小时 20 分钟',
      '1 天 1 小时',
    ])
  })
})
