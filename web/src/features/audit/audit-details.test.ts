import { expect, it } from 'vitest'
import { auditActions as en } from '../../locales/en/parts/audit-actions.ts'
import { auditActions as zh } from '../../locales/zh-CN/parts/audit-actions.ts'
import { auditDetails } from '../../locales/zh-CN/parts/audit-details.ts'
import { describeDetails, labelFor } from './audit-details.ts'

it('labelFor returns the label of an audit action, and an unknown code unchanged', () => {
  expect([labelFor(zh, 'roles.grant'), labelFor(en, 'roles.grant')]).toEqual(['授予角色', 'Granted a role'])
  expect([labelFor(zh, 'future.act'), labelFor(zh, 'constructor')]).toEqual(['future.act', 'constructor'])
})

it.each([
  [{}, '–'],
  [{ count: 2, fields: ['position', 'telephone'], reason: null }, '数量 2 · 字段 position, telephone'],
  [{ before: { role: 'ops' }, unknown: true }, '之前 (角色 ops) · unknown true'],
])('describeDetails formats %j as "%s"', (details, text) => {
  expect(describeDetails(details, auditDetails)).toBe(text)
})
