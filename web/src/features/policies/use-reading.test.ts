import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { sampleInitialState, samplePages } from '../../testing/sample-pages.ts'
import { sampleReading } from '../../testing/sample-policies.ts'
import { fakeDevice, withSetup } from '../../testing/with-setup.ts'
import { readOn, useReading } from './use-reading.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  document.body.innerHTML = ''
})

/** A phone that shows every clause at once, and somebody who looks at it. */
function lookedAt(view: PolicyReadingView, { inTab = new Map<string, string>(), userid = 'guoji', start = 0 } = {}) {
  vi.useFakeTimers()
  let now = start
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue({ top: 0, bottom: 100 } as DOMRect)
  document.body.innerHTML = view.clauses.map(({ id }) => `<article id="clause-${id}"></article>`).join('')
  const shown = shallowRef<PolicyReadingView | null>(view)
  const known = sampleInitialState(samplePages.home)
  const reading = withSetup(() => useReading(shown), {
    device: { ...fakeDevice(new Map(), inTab), now: () => now },
    initialState: { ...known, me: known.me && { ...known.me, userid } },
  })
  const look = (ms: number) => {
    for (let spent = 0; spent < ms; spent += 200) {
      now += 200
      vi.advanceTimersByTime(200)
    }
  }
  return { ...reading, shown, look, inTab }
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

describe('over a reload of the page', () => {
  /** The same text as the server gives it then: opened later, with another proof. */
  const reopened = { ...sampleReading, token: 'd'.repeat(64), openedAt: '2026-03-17T02:40:00.000Z' }
  const proofOf = (view: PolicyReadingView | null) => [view?.token, view?.openedAt]
  const first = [sampleReading.token, sampleReading.openedAt]
  const fresh = [reopened.token, reopened.openedAt]

  /** Half of it was read when the phone took the page out of memory. */
  function readHalf() {
    const { look, left, map, inTab, unmount } = lookedAt(sampleReading)
    look(1_200)
    expect(left.value).toBe(1)
    const read = map()
    unmount()
    return { inTab, read }
  }
  function after(view: PolicyReadingView, overrides: Parameters<typeof lookedAt>[1]) {
    const { left, map, shown, look, forget, unmount } = lookedAt(view, { start: 5_000, ...overrides })
    return { left, map, shown, look, forget, unmount }
  }

  it('goes on where it was, with the proof of when it was first opened', async () => {
    const { inTab, read } = readHalf()
    const { left, map, shown, look } = after(reopened, { inTab })
    await nextTick()
    expect([left.value, proofOf(shown.value)]).toEqual([1, first])
    // A second at most is lost.
    const [id] = Object.keys(read)
    expect(map()[id!]).toBeGreaterThan(0)
    look(2_000)
    expect(left.value).toBe(0)
  })

  it.each([
    ['of another version', { ...reopened, versionId: 'pov_0sample9' as const }, {}],
    ['in another language', { ...reopened, language: 'en' as const }, {}],
    ['by another person on the same phone', reopened, { userid: 'limin' }],
    ['an hour later', reopened, { start: 3_610_000 }],
  ])('begins anew %s', async (_when, view, overrides) => {
    const { left, map, shown } = after(view, { inTab: readHalf().inTab, ...overrides })
    await nextTick()
    expect([left.value, map(), proofOf(shown.value)]).toEqual([2, {}, fresh])
  })

  it.each([
    ['no JSON', () => '{'],
    ['nothing of ours', () => '[1]'],
    ['without its proof', (kept: string) => kept.replace('"token"', '"other"')],
    ['with other progress', (kept: string) => kept.replace('"ms":', '"ms":"many","was":')],
  ])('ignores what is kept and is %s', async (_what, spoil) => {
    const { inTab } = readHalf()
    for (const [name, kept] of inTab) {
      expect(spoil(kept)).not.toBe(kept)
      inTab.set(name, spoil(kept))
    }
    const { map, shown } = after(reopened, { inTab })
    await nextTick()
    expect([map(), proofOf(shown.value)]).toEqual([{}, fresh])
  })

  it('begins anew with what was forgotten, however long it was looked at after that', async () => {
    const { inTab } = readHalf()
    const { look, forget, unmount } = after(reopened, { inTab })
    await nextTick()
    forget()
    look(400)
    unmount()
    expect([...inTab]).toEqual([])
    const { map, shown } = after(reopened, { inTab })
    await nextTick()
    expect([map(), proofOf(shown.value)]).toEqual([{}, fresh])
  })

  it('has nothing to go on with once it is signed', async () => {
    const { inTab } = readHalf()
    const signed = { ...reopened, task: { ...reopened.task, state: 'signed' as const } }
    const { shown } = after(signed, { inTab })
    await nextTick()
    expect([proofOf(shown.value), [...inTab]]).toEqual([fresh, []])
  })

  it('reads on where the device keeps nothing', async () => {
    const broken = new Map<string, string>()
    broken.set = () => {
      throw new Error('quota')
    }
    const { look, left } = lookedAt(sampleReading, { inTab: broken })
    look(2_000)
    expect(left.value).toBe(0)
  })
})
