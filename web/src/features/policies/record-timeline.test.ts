import { expect, it } from 'vitest'
import records from '../../locales/zh-CN/records.ts'
import { sampleRecord } from '../../testing/samples/policies/sample-records.ts'
import { toTimelineRow } from './record-timeline.ts'

const rows = sampleRecord.events.map((event, index) =>
  toTimelineRow(event, { messages: records, id: String(index), time: '9:02' }),
)

it('a signature shows its version, receipt, reading time and device', () => {
  expect(rows[0]).toMatchObject({ title: '签收 1.0 版', tone: 'good' })
  for (const text of ['凭证 FPS7-ZAAC', '看了 2 条，共 266 秒', '企业微信 · 安卓手机'])
    expect(rows[0]?.hint).toContain(text)
})

it('a signature that a later one replaced names the receipt of the later one', () => {
  const [signed] = sampleRecord.events
  if (!signed?.signature) throw new Error('unreachable')
  const event = { ...signed, signature: { ...signed.signature, replacedBy: 'M3TR-55QX' } }
  expect(toTimelineRow(event, { messages: records, id: '1', time: '' }).hint).toContain('已由凭证 M3TR-55QX 取代')
})

it('a message shows its delivery, a decision who made it, why and until when', () => {
  expect(rows[2]).toMatchObject({ title: '待签通知', hint: '企业微信已接收', tone: 'past' })
  expect(rows[3]?.hint?.replaceAll('\u00a0', ' ')).toBe('到 2026 年 3 月 16 日 · 唐振华决定 · 外审借调')
})

it('an undelivered message is marked as bad', () => {
  const [, , asked] = sampleRecord.events
  if (!asked) throw new Error('unreachable')
  const row = toTimelineRow({ ...asked, delivery: 'undelivered' }, { messages: records, id: '1', time: '' })
  expect(row).toMatchObject({ tone: 'bad', hint: '未送达' })
})
