import { describe, expect, it } from 'vitest'
import { type IdKind, makeId } from '../kernel/ids.ts'
import { auditActionNames as actions } from './action-names.ts'
import type { AuditEntryView } from '../audit/audit-schemas.ts'
import { auditDetailNames as details } from './detail-names.ts'
import { actorText, describeDetails, type EntryWords, labelFor, subjectText, useridsIn } from './entry-text.ts'
import { auditKindNames as kinds, auditObjectNames as objects } from './object-names.ts'

const words: EntryWords = {
  actions,
  details,
  kinds,
  objects,
  roles: { ops: '运维' },
  automatic: '自动',
  yes: '是',
  no: '否',
  messageText: '消息文案',
  file: '导出的文件',
  exact: (instant) => `时间 ${instant}`,
  in: (department) => `（${department}）`,
  of: (name, of) => `${name}，${of}`,
  kindOf: (kind, name) => `${kind} ${name}`,
  message: (no) => `消息 ${no}`,
}

const entry = (changes: Partial<AuditEntryView>): AuditEntryView => ({
  seq: 1,
  at: '2026-03-17T02:00:00.000Z',
  action: 'audit.read',
  object: 'audit',
  details: {},
  subject: null,
  actor: { userid: 'limin', name: '李敏' },
  ...changes,
})
const subject = { person: null, thing: null, department: null, path: null }

it('labelFor returns the label of an audit action, and an unknown code unchanged', () => {
  expect(labelFor(actions, 'roles.grant')).toBe('授予角色')
  expect([labelFor(actions, 'future.act'), labelFor(actions, 'constructor')]).toEqual(['future.act', 'constructor'])
})

describe('subjectText', () => {
  it.each(Object.keys(kinds) as IdKind[])('subjectText says what an unnamed %s is, never its id', (kind) => {
    expect(subjectText(entry({ object: makeId(kind, '01kkwrmsbhet') }), words)).toBe(kinds[kind])
  })

  it.each([
    [{ object: 'req_01abc', subject: { ...subject, thing: '82MK-NA18' } }, '申请 82MK-NA18'],
    [{ object: 'cls_01abc', subject: { ...subject, person: '李敏' } }, '李敏，离职或调岗'],
    [{ object: 'limin', subject: { ...subject, person: '李敏' } }, '李敏'],
    [
      { object: 'grt_01abc', details: { role: 'ops' }, subject: { ...subject, person: '李敏', department: '北' } },
      '李敏，运维（北）',
    ],
    [{ action: 'roles.first_holders', object: 'ops' }, '运维'],
    [{ object: 'lost_device.duty' }, '设置：值班电话'],
    [{ object: 'outbox:12' }, '消息 12'],
    [{ object: 'ab'.repeat(32) }, '导出的文件'],
    [{ object: 'ab'.repeat(32), subject: { ...subject, thing: '名单.xlsx' } }, '导出的文件 名单.xlsx'],
    [{ object: 'day:2026-10-01' }, '2026-10-01'],
    [{ object: 'text:policy.asked' }, '消息文案'],
    [{ object: 'somebody.gone' }, 'somebody.gone'],
  ])('subjectText describes %j as "%s"', (changes, text) => {
    expect(subjectText(entry(changes), words)).toBe(text)
  })
})

it.each([
  ['limin', '李敏', '李敏'],
  ['system:audit', 'system:audit', '自动'],
  ['key:key_01abc', '财务后台', '接口密钥 财务后台'],
  ['link:alk_01abc', 'link:alk_01abc', '外部查证链接'],
  ['psn_01abc', 'psn_01abc', '已匿名化的签收人'],
])('actorText names the actor %s', (userid, name, text) => {
  expect(actorText(entry({ actor: { userid, name } }), words)).toBe(text)
})

describe('describeDetails', () => {
  it.each([
    [{}, '–'],
    [{ count: 2, fields: ['position', 'telephone'], reason: null }, '数量 2 · 字段 position, telephone'],
    [{ before: { role: 'ops' }, unknown: true }, '之前 (角色 运维) · unknown 是'],
    [{ userid: 'LiMin', asked: ['limin', 'gone'] }, '账号 李敏 (LiMin) · 新增审批人 李敏 (limin), gone'],
    [{ retryAt: '2026-03-17T02:00:00.000Z' }, '再试时间 时间 2026-03-17T02:00:00.000Z'],
    [{ object: '2026-99-99T99:99:99Z' }, '对象 2026-99-99T99:99:99Z'],
    [{ retryAt: '2026-03-17T02:00:00Z' }, '再试时间 时间 2026-03-17T02:00:00Z'],
    [{ recipient: 'ops', by: 'constructor' }, '接收人 运维 · 操作人 constructor'],
    [{ actions: 'roles.grant,future.act' }, '操作 授予角色, future.act'],
  ])('describeDetails formats %j as "%s"', (value, text) => {
    expect(describeDetails(value, { limin: '李敏', ops: '王五' }, words)).toBe(text)
  })
})

it('useridsIn lists the accounts that details name', () => {
  expect(useridsIn({ userid: 'a', asked: ['b'], before: { owner: 'c' }, hash: 'd', by: null })).toEqual(['a', 'b', 'c'])
})
