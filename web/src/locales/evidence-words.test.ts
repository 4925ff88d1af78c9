import { expect, it } from 'vitest'
import * as auditEn from './en/audit.ts'
import * as identityEn from './en/session.ts'
import * as privacyEn from './en/privacy.ts'
import * as auditZh from './zh-CN/audit.ts'
import * as identityZh from './zh-CN/session.ts'
import * as privacyZh from './zh-CN/privacy.ts'

const days = { log: 400, contact: 90, transient: 30 }
const said = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value === 'function') {
    const say = value as (...args: unknown[]) => unknown
    return say.length === 2
      ? said(say(3, '2'))
      : [...said(say(days)), ...said(say({ kind: 'row_changed', seq: 1, block: 1 }))]
  }
  return value === undefined || value === null ? [] : Object.values(value).flatMap(said)
}

it('keeps its tone, and leaves no Chinese in the English', () => {
  expect(said([auditZh, identityZh, privacyZh]).filter((sentence) => /您|系统|[!！]/.test(sentence))).toEqual([])
  expect(
    said([auditEn, identityEn.claim, identityEn.panel, identityEn.sessions, privacyEn]).filter((sentence) =>
      /\p{Script=Han}/u.test(sentence),
    ),
  ).toEqual([])
})
