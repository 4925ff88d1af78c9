import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { withSetup } from '../testing/with-setup.ts'
import { useSubmit } from './use-submit.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

type Try = { key: string; give: (answer: string) => void; fail: (cause: unknown) => void }

function ordering() {
  const tries: Try[] = []
  const onDone = vi.fn()
  const order = withSetup(() => useSubmit())
  const press = (content = 'agree', onRefused?: (cause: unknown) => boolean) =>
    order.submit({
      content,
      send: ({ key }) => new Promise<string>((give, fail) => tries.push({ key, give, fail })),
      onDone,
      ...(onRefused ? { onRefused } : {}),
    })
  return { tries, onDone, ...order, press }
}

describe('an order', () => {
  it('goes out once, however often it is pressed', async () => {
    const { tries, press, onDone } = ordering()
    const first = press()
    expect(await press()).toBe(false)
    tries[0]?.give('done')
    expect(await first).toBe(true)
    expect([tries.length, onDone.mock.calls]).toEqual([1, [['done']]])
  })

  it('says at three seconds that it is slow, and offers a way out at ten', async () => {
    const { press, slowness, defer, isSending } = ordering()
    void press()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(slowness.value).toBe('slow')
    await vi.advanceTimersByTimeAsync(7_000)
    expect(slowness.value).toBe('very-slow')
    defer()
    expect([slowness.value, isSending.value]).toEqual(['normal', false])
  })

  it('travels under the same key when it is tried again; a try that was given up answers to nobody', async () => {
    const { tries, press, retry, onDone } = ordering()
    void press()
    const second = retry()
    tries[0]?.give('too late')
    tries[1]?.give('done')
    expect(await second).toBe(true)
    expect(tries.map(({ key }) => key)).toEqual(['key1', 'key1'])
    expect(onDone.mock.calls).toEqual([['done']])
  })

  it('takes another key for something else, and for the same thing once it was done', async () => {
    const { tries, press } = ordering()
    const first = press('agree')
    tries[0]?.fail(new ApiError('offline'))
    await first
    const other = press('return')
    tries[1]?.give('done')
    await other
    void press('return')
    expect(tries.map(({ key }) => key)).toEqual(['key1', 'key2', 'key3'])
  })

  it('shows a failure, unless the page shows it itself', async () => {
    const { tries, press, error } = ordering()
    const first = press()
    tries[0]?.fail(new ApiError('offline'))
    expect(await first).toBe(false)
    expect(error.value).toMatchObject({ code: 'offline' })
    const second = press('agree', () => true)
    tries[1]?.fail(new ApiError('request.changed_meanwhile'))
    await second
    expect(error.value).toBeUndefined()
  })
})
