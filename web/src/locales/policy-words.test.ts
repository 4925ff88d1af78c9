import { expect, it } from 'vitest'
import { policy as policyEn } from './en/policies.ts'
import { policyAdmin as adminEn } from './en/policy-admin.ts'
import { policy as policyZh } from './zh-CN/policies.ts'
import { policyAdmin as adminZh } from './zh-CN/policy-admin.ts'

/** Every sentence; those with parameters are said with the first ones that fit. */
function said(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'function') return [sayWithAny(value as (...args: unknown[]) => unknown)]
  return Object.values(value as object).flatMap(said)
}

function sayWithAny(say: (...args: unknown[]) => unknown): string {
  for (const args of [
    [2, 3, 4, 5, 6],
    ['2.0', '3.0', 1],
    ['2.0', '2026-03-17', '2026-03-18'],
    ['2026-03-17T02:00:00Z'],
    ['2026-03-17'],
    [['3.2④', '4.1a']],
    [null],
  ]) {
    try {
      const sentence = say(...args)
      if (typeof sentence === 'string' && !/undefined|NaN|\[object/.test(sentence)) return sentence
    } catch {
      continue
    }
  }
  return ''
}
const [chinese, english] = [said([policyZh, adminZh]), said([policyEn, adminEn])]

it('has something to say everywhere, in both languages', () => {
  expect([...chinese, ...english].filter((sentence) => sentence.trim() === '')).toEqual([])
  expect(english).toHaveLength(chinese.length)
})

it('keeps its tone, and leaves no Chinese in the English', () => {
  expect(chinese.filter((sentence) => /您|系统|[!！]/.test(sentence))).toEqual([])
  expect(english.filter((sentence) => /\p{Script=Han}/u.test(sentence))).toEqual([])
})
