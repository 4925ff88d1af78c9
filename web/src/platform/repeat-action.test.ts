import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hasPendingAction, takeOutcome } from './action-outcome.ts'
import { continuePendingAction, storePendingAction } from './repeat-action.ts'

const here = { userid: 'chenhaiyan', path: '/settings/roles', at: 1_000_000 }
const act = { url: '/api/settings/roles', body: '{"role":"ops"}', headers: { 'x-requested-with': 'desk' } }

function tabWith() {
  const stored = new Map<string, string>()
  return {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, text: string) => void stored.set(key, text),
    removeItem: (key: string) => void stored.delete(key),
  }
}
/** Stores an action and repeats it; returns the outcome for the page. */
async function outcomeOf(overrides: Partial<typeof act>, now: typeof here, fetch: typeof globalThis.fetch) {
  const tab = tabWith()
  storePendingAction(tab, { ...act, ...overrides }, here)
  expect(hasPendingAction(tab)).toBe(true)
  const isDone = await continuePendingAction(tab, now, fetch)
  expect(hasPendingAction(tab)).toBe(false)
  const outcome = takeOutcome(tab)
  expect([isDone, takeOutcome(tab)]).toEqual([outcome === 'done', null])
  return outcome
}
const answering = (status: number) => vi.fn(() => Promise.resolve(new Response('{}', { status })))

describe('continuePendingAction', () => {
  it('continuePendingAction sends the refused action again, as it was', async () => {
    const fetch = answering(200)
    expect(await outcomeOf({}, here, fetch)).toBe('done')
    expect(fetch.mock.calls).toEqual([[act.url, { method: 'POST', body: act.body, headers: act.headers }]])
  })

  it('continuePendingAction does not repeat the action a second time when the server refuses it again', async () => {
    expect(await outcomeOf({}, here, answering(409))).toBe('again')
  })

  it.each([
    ['for another member', { ...here, userid: 'limin' }],
    ['on another page', { ...here, path: '/' }],
  ])('continuePendingAction sends nothing %s, and stores no outcome', async (_case, now) => {
    const fetch = answering(200)
    expect(await outcomeOf({}, now, fetch)).toBeNull()
    expect(fetch).not.toHaveBeenCalled()
  })

  it('continuePendingAction sends nothing after five minutes', async () => {
    const fetch = answering(200)
    expect(await outcomeOf({}, { ...here, at: here.at + 300_000 }, fetch)).toBe('again')
    expect(fetch).not.toHaveBeenCalled()
  })

  it('continuePendingAction does not repeat an action whose response is shown only once', async () => {
    const fetch = answering(201)
    expect(await outcomeOf({ url: '/api/settings/api-keys' }, here, fetch)).toBe('again')
    expect(fetch).not.toHaveBeenCalled()
  })
})

describe('input that was kept over the sign-in', () => {
  const keep = (form: string, typed: unknown) => {
    sessionStorage.setItem(`desk:kept:ww0123456789abcdef:chenhaiyan:${form}`, JSON.stringify({ at: 0, typed }))
  }
  const kept = () => Object.keys(sessionStorage).map((name) => name.split(':').slice(4).join(':'))
  const limin = { userid: 'limin', name: '李敏', department: ['质量中心'] }
  const sent = { role: 'ops', userids: ['limin'], departmentId: 7, startsOn: '2026-03-17', note: 'a "b"' }

  beforeEach(() => {
    keep('/settings/roles:grant', { people: [limin], department: { id: 7, name: '质量中心' }, note: ' a "b" ' })
    keep('/settings/roles:another', { people: [{ ...limin, userid: 'wang' }], note: '' })
    keep('/settings/roles:收回', '离职')
    keep('/settings/texts:texts', { title: '' })
  })
  afterEach(() => {
    sessionStorage.clear()
  })

  it('input that was kept over the sign-in is forgotten once it is sent, and what was typed in other forms stays', async () => {
    expect(await outcomeOf({ body: JSON.stringify(sent) }, here, answering(200))).toBe('done')
    expect(kept()).toEqual(['/settings/roles:another', '/settings/roles:收回', '/settings/texts:texts'])
  })

  it('input that was kept over the sign-in stays when the action was not carried out', async () => {
    expect(await outcomeOf({ body: JSON.stringify(sent) }, here, answering(409))).toBe('again')
    expect(kept()).toHaveLength(4)
  })
})

it('without a pending action nothing is sent', async () => {
  const fetch = answering(200)
  expect(await continuePendingAction(tabWith(), here, fetch)).toBe(false)
  expect(fetch).not.toHaveBeenCalled()
})
