import { describe, expect, it } from 'vitest'
import { fixedClock } from '../../testing/doubles.ts'
import { healthRoutes } from './routes.ts'

function arrange(ping: () => Promise<void> = async () => {}) {
  const clock = fixedClock()
  let tickedAt: Date | null = null
  const app = healthRoutes({ clock }, { ping, workerTickedAt: () => tickedAt })
  const statusAndBodyOf = async (path: string) => {
    const response = await app.request(path)
    return [response.status, await response.json()]
  }
  return { clock, statusAndBodyOf, tick: () => void (tickedAt = clock.now()) }
}

describe('the health routes', () => {
  it('the health route responds 200 without database and worker', async () => {
    const { statusAndBodyOf } = arrange(() => Promise.reject(new Error('down')))
    expect(await statusAndBodyOf('/healthz')).toEqual([200, { status: 'alive' }])
  })

  it('the readiness route responds 200 while the database responds and the worker completed a cycle in the last 30 seconds', async () => {
    const { statusAndBodyOf, clock, tick } = arrange()
    const notReady = [503, { status: 'not ready', parts: { database: true, worker: false } }]
    expect(await statusAndBodyOf('/readyz')).toEqual(notReady)
    tick()
    clock.advanceSeconds(30)
    expect(await statusAndBodyOf('/readyz')).toEqual([200, { status: 'ready' }])
    clock.advanceSeconds(1)
    expect(await statusAndBodyOf('/readyz')).toEqual(notReady)
  })

  it('the readiness route responds 503 without a database, without the reason', async () => {
    const { statusAndBodyOf, tick } = arrange(() => Promise.reject(new Error('password wrong for user desk')))
    tick()
    expect(await statusAndBodyOf('/readyz')).toEqual([
      503,
      { status: 'not ready', parts: { database: false, worker: true } },
    ])
  })
})
