import { expect, it } from 'vitest'
import { engine as en } from './en/approvals.ts'
import { engine as zhCn } from './zh-CN/approvals.ts'

/** Every sentence; those with parameters are said with the first ones that fit. */
function said(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'function') return [sayWithAny(value as (...args: unknown[]) => unknown)]
  return Object.values(value as object).flatMap(said)
}

function sayWithAny(say: (...args: unknown[]) => unknown): string {
  for (const args of [[['Li']], [2, 3], ['Li', '10:32', 'x'], ['2026-03-17']]) {
    try {
      const sentence = say(...args)
      if (typeof sentence === 'string' && !/undefined|NaN|\[object/.test(sentence)) return sentence
    } catch {
      continue
    }
  }
  return ''
}

it('has something to say everywhere, in both languages', () => {
  expect(said(zhCn).filter((sentence) => sentence.trim() === '')).toEqual([])
  expect(said(en).filter((sentence) => sentence.trim() === '')).toEqual([])
  expect(said(en)).toHaveLength(said(zhCn).length)
})

it('keeps its tone, and leaves no Chinese in the English', () => {
  expect(said(zhCn).filter((sentence) => /您|系统|[!！]/.test(sentence))).toEqual([])
  expect(said(en).filter((sentence) => /\p{Script=Han}/u.test(sentence))).toEqual([])
})
