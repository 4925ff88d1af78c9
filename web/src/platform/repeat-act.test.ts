import { describe, expect, it, vi } from 'vitest'
import { storeOutcome, storePendingAct, takeOutcome, takePendingAct } from './pending-act.ts'
import { repeatAct } from './repeat-act.ts'

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
function storedAct(over: Partial<typeof act> = {}): string {
  const tab = tabWith()
  storePendingAct(tab, { ...act, ...over }, here)
  const text = takePendingAct(tab)
  expect(takePendingAct(tab)).toBeNull()
  return text ?? ''
}
const answering = (status: number) => vi.fn(() => Promise.resolve(new Response('{}', { status })))

describe('repeatAct', () => {
  it('sends the refused action again, as it was', async () => {
    const fetch = answering(200)
    expect(await repeatAct(storedAct(), here, fetch)).toBe('done')
    expect(fetch.mock.calls).toEqual([[act.url, { method: 'POST', body: act.body, headers: act.headers }]])
  })

  it('leaves it to the member when the server refuses it', async () => {
    expect(await repeatAct(storedAct(), here, answering(409))).toBe('again')
  })

  it.each([
    ['for another member', { ...here, userid: 'limin' }],
    ['on another page', { ...here, path: '/' }],
    ['after five minutes', { ...here, at: here.at + 300_000 }],
  ])('sends nothing %s', async (_case, now) => {
    const fetch = answering(200)
    expect(await repeatAct(storedAct(), now, fetch)).toBe('again')
    expect(fetch).not.toHaveBeenCalled()
  })

  it('leaves an action whose answer is shown once to the page', async () => {
    const fetch = answering(201)
    expect(await repeatAct(storedAct({ url: '/api/settings/api-keys' }), here, fetch)).toBe('again')
    expect(fetch).not.toHaveBeenCalled()
  })
})

it('an outcome is told once', () => {
  const tab = tabWith()
  storeOutcome(tab, 'done')
  expect([takeOutcome(tab), takeOutcome(tab)]).toEqual(['done', null])
})
