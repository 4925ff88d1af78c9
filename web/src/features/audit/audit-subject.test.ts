import type { AuditEntryView } from '@desk/shared/audit/audit-schemas'
import { expect, it } from 'vitest'
import messages from '../../locales/zh-CN/audit.ts'
import { kinds } from '../../locales/zh-CN/parts/kinds.ts'
import { subjectText } from './audit-subject.ts'

const entry: AuditEntryView = {
  seq: 1,
  at: '2026-03-17T02:31:09.120Z',
  actor: { userid: 'limin', name: '李敏' },
  action: 'settings.change',
  object: 'audit',
  details: {},
  subject: null,
}
const person = { name: '方建国', path: '/signing-records/fangjianguo', department: null, of: null }
const request = { name: 'K7Q2-91FD', path: '/requests/req_0sample1', department: null, of: null, kind: 'info_change' }
const said = (over: Partial<AuditEntryView>) => subjectText({ ...entry, ...over }, messages, kinds)

it.each([
  [{ object: 'outbox' }, '消息发送'],
  [{ object: 'ros_01kkjdp2dfsr77hzn403' }, '应签名单'],
  [{ object: 'lost_device.duty' }, '值班电话'],
  [{ object: 'desk.example.com/audit' }, '存证日志'],
  [{ object: 'new_01kkjdp2dfsr77hzn403' }, 'new_01kkjdp2dfsr77hzn403'],
  [{ object: 'fangjianguo', subject: person }, '方建国'],
  [{ object: 'incidents.contact', subject: person }, '方建国，上报的独立联系人'],
  [{ object: 'grt_0sample1', subject: person, details: { role: 'hr' } }, '方建国，人事'],
  [{ object: 'req_0sample1', subject: request }, '信息变更，K7Q2-91FD'],
  [{ object: 'req_0sample1', subject: { ...request, kind: 'new_kind' } }, 'K7Q2-91FD'],
] satisfies [Partial<AuditEntryView>, string][])('subjectText says of %j: %s', (over, text) => {
  expect(said(over)).toBe(text)
})
