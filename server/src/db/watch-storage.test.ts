import { describe, expect, it, vi } from 'vitest'
import { fixedClock, silentLog } from '../testing/doubles.ts'
import { watchStorage } from './watch-storage.ts'

const full = (severity: string) => Object.assign(new Error('no space'), { code: '53100', severity })

function watch(dataDir: string | null) {
  const [clock, onLost] = [fixedClock(), vi.fn()]
  return { clock, onLost, ...watchStorage({ dataDir, clock, log: silentLog, onLost }) }
}

describe('watchStorage', () => {
  it('watchStorage treats a database server as full for half a minute after it reported a full disk', async () => {
    const { storage, log, clock, onLost } = watch(null)
    expect(await storage.status()).toEqual({ isFull: false, freeBytes: null })
    log.error({ err: new Error('something else') }, 'x')
    expect((await storage.status()).isFull).toBe(false)
    log.info({ err: full('PANIC') }, 'x')
    expect((await storage.status()).isFull).toBe(true)
    clock.advanceSeconds(30)
    expect((await storage.status()).isFull).toBe(false)
    expect(onLost).not.toHaveBeenCalled()
  })

  it('watchStorage checks the disk of an embedded database', async () => {
    const { storage } = watch('.')
    expect((await storage.status()).freeBytes).toBeGreaterThan(0)
  })

  it('watchStorage reports a crash of the embedded database, but not a refused write', () => {
    const { log, onLost } = watch('.')
    log.warn({ err: full('ERROR') }, 'x')
    expect(onLost).not.toHaveBeenCalled()
    log.warn({ err: full('PANIC') }, 'x')
    expect(onLost).toHaveBeenCalledOnce()
  })
})
