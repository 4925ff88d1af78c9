import { Hono } from 'hono'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ANSWER_MS, withTimeout, withTotalTimeout } from '../db/statement-timeout.ts'
import { limitDatabaseWait } from './load-limits.ts'

const WAIT_MS = ANSWER_MS / 4 + 100

test('while many requests wait long for the database, reads are refused, except for sign-ins, files and lost phones, and writes are not', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const app = new Hono()
  app.onError((error, c) => c.text(error.message, 503))
  app.use(limitDatabaseWait())
  // The wait of an admitted request is as long as that of the others: a short one would show that there is room again.
  app.all('*', async (c) =>
    c.text(await withTimeout(() => new Promise<string>((resolve) => setTimeout(resolve, WAIT_MS, 'answered')))),
  )
  const statusesOf = async (...requests: (readonly [method: string, path: string])[]) => {
    const statuses = Promise.all(requests.map(async ([method, path]) => (await app.request(path, { method })).status))
    await vi.advanceTimersByTimeAsync(WAIT_MS)
    return statuses
  }

  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  const waiting = Array.from({ length: 40 }, () => withTotalTimeout(60_000, () => withTimeout(() => ended)))
  // Responses that are slow for less than three seconds are let through.
  for (let nth = 0; nth < 4; nth += 1) expect(await statusesOf(['GET', '/api/home'])).toEqual([200])
  expect(await statusesOf(['GET', '/api/home'], ['GET', '/'], ['GET', '/lost-devices'])).toEqual([503, 503, 503])
  const letIn = [
    ['POST', '/api/requests'],
    ['GET', '/auth/callback'],
    ['GET', '/assets/home.js'],
    ['GET', '/lost-device'],
    ['GET', '/case-help'],
    ['GET', '/api/lost-device/form'],
  ] as const
  expect(await statusesOf(...letIn)).toEqual(letIn.map(() => 200))
  end()
  await Promise.all(waiting)
  expect(await statusesOf(['GET', '/api/home'])).toEqual([200])
})
