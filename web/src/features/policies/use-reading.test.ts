import { afterEach, expect, it, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { sampleReading } from '../../testing/sample-policies.ts'
import { fakeDevice, withSetup } from '../../testing/with-setup.ts'
import { readOn, useReading } from './use-reading.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  document.body.innerHTML = ''
})

/** A phone that shows every clause at once, and somebody who looks at it. */
function lookedAt(view: PolicyReadingView) {
  vi.useFakeTimers()
  let now = 0
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue({ top: 0, bottom: 100 } as DOMRect)
  document.body.innerHTML = view.clauses.map(({ id }) => `<article id="clause-${id}"></article>`).join('')
  const shown = shallowRef<PolicyReadingView | null>(view)
  const reading = withSetup(() => useReading(shown), { device: { ...fakeDevice(), now: () => now } })
  const look = (ms: number) => {
    for (let spent = 0; spent < ms; spent += 200) {
      now += 200
      vi.advanceTimersByTime(200)
    }
  }
  return { ...reading, shown, look }
}

it('goes on over a question, which changes nothing of the text and of when it was opened', async () => {
  const { shown, look, left, map } = lookedAt(sampleReading)
  look(2_000)
  expect(left.value).toBe(0)
  const answer = { ...sampleReading, questions: [], token: 'd'.repeat(64), openedAt: '2026-03-17T02:40:00.000Z' }
  shown.value = readOn(sampleReading, answer)
  await nextTick()
  expect(shown.value).toMatchObject({ questions: [], token: sampleReading.token, openedAt: sampleReading.openedAt })
  expect([left.value, Object.keys(map()).length]).toEqual([0, 2])
})

it('begins anew with another language or version, of which nobody has read anything', async () => {
  const { shown, look, left, map } = lookedAt(sampleReading)
  look(2_000)
  const other = { ...sampleReading, language: 'en' as const, token: 'd'.repeat(64) }
  shown.value = readOn(sampleReading, other)
  await nextTick()
  expect([shown.value.token, left.value, map()]).toEqual([other.token, 2, {}])
  look(2_000)
  expect(left.value).toBe(0)
})
