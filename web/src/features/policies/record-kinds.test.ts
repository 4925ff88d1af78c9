import { type RecordEvent, recordEvent } from '@desk/shared/policies/record-schemas'
import { afterEach, describe, expect, it } from 'vitest'
import en from '../../locales/en/records.ts'
import zh from '../../locales/zh-CN/records.ts'
import type { Messages } from '../../locales/messages.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { emptyEvent, sampleRecord } from '../../testing/samples/policies/sample-records.ts'
import RecordTimeline from './components/records/RecordTimeline.vue'
import { toTimelineRow } from './record-timeline.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

const { kind, delivery, signature } = recordEvent.shape
const kinds = kind.options
const deliveries = delivery.def.innerType.options
const bases = signature.def.innerType.shape.basis.options
const languages: readonly (readonly [string, Messages['records']])[] = [
  ['zh-CN', zh],
  ['en', en],
]

const eventOf = (overrides: Partial<RecordEvent>): RecordEvent => ({
  at: '2026-03-18T01:02:16Z',
  kind: 'asked',
  ...emptyEvent,
  ...overrides,
})

describe.each(languages)('the row of an event of a record in %s', (_, messages) => {
  const rowOf = (overrides: Partial<RecordEvent>) => toTimelineRow(eventOf(overrides), { messages, id: '0', time: '' })
  /** Expects that no text is empty and that no two are the same. */
  function expectOwnTexts(texts: readonly (string | null)[], count: number): void {
    expect(texts.filter((text) => !text?.trim())).toEqual([])
    expect(new Set(texts).size).toBe(count)
  }

  it('the row of every kind has its own title', () => {
    expect(kinds).toHaveLength(12)
    expectOwnTexts(
      kinds.map((name) => rowOf({ kind: name }).title),
      kinds.length,
    )
  })

  it('the row of a message has its own text for every delivery', () => {
    expectOwnTexts(
      deliveries.map((state) => rowOf({ delivery: state }).hint),
      deliveries.length,
    )
  })

  it('the row of a signature has its own text for every basis', () => {
    const sample = sampleRecord.events.find((event) => event.signature)?.signature
    if (!sample) throw new Error('unreachable')
    expectOwnTexts(
      bases.map((basis) => rowOf({ kind: 'signed', signature: { ...sample, basis } }).hint),
      bases.length,
    )
  })

  it('a due date and the last day of an exemption have their own texts', () => {
    expectOwnTexts(
      [rowOf({ kind: 'due_date_set', day: '2026-04-30' }).hint, rowOf({ kind: 'exempted', day: '2026-04-30' }).hint],
      2,
    )
  })
})

it('the parts of a record have every kind of message, and every event that a person decided', async () => {
  const decided: readonly RecordEvent['kind'][] = ['exempted', 'exemption_ended', 'due_date_set', 'asked_anew']
  const events = kinds.map((name) => eventOf({ kind: name, by: decided.includes(name) ? '唐振华' : null }))
  const timeline = mountUi(RecordTimeline, { props: { events } })
  const listShown = () => {
    const titles = timeline.findAll('.timeline-title').map((title) => title.text())
    return kinds.filter((name) => titles.includes(zh.kinds[name]))
  }
  const choose = (title: string) =>
    timeline
      .findAll('button')
      .find((button) => button.text() === title)
      ?.trigger('click')
  const pressed = () => timeline.findAll('[aria-pressed=true]').map((button) => button.text())
  expect(listShown()).toEqual(kinds)
  expect(pressed()).toEqual(['全部 12'])
  await choose('消息 4')
  expect(listShown()).toEqual(['asked', 'told', 'reminded', 'urged'])
  expect(timeline.text()).toContain(zh.partShown(4, 12))
  await choose('决定 4')
  expect(listShown()).toEqual(decided)
  expect(pressed()).toEqual(['决定 4'])
  await choose('全部 12')
  expect(listShown()).toEqual(kinds)
  expect(timeline.text()).not.toContain(zh.partShown(12, 12))
})
