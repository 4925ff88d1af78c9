import type { FailPointName } from '@desk/server/ports/fail-points'
import type { ProductAddresses } from '../demo/product-environment.ts'
import { startProduct } from '../demo/start-product.ts'
import { announceReady, optionsOfProgram, writeLine, onMessage } from '../lib/child-program-protocol.ts'

/** Kills the server the `nth` time it reaches `point`. */
export type KillAt = { point: FailPointName; nth: number }
export type ServerProcessOptions = {
  addresses: ProductAddresses
  killAt: KillAt | null
  /** Offset of this server's clock from the machine's. */
  clockOffsetMs?: number
  /** Environment variables that differ from those for the simulator. */
  env?: Record<string, string>
  /** The undo window of a decision, 0 by default. */
  undoMs?: number
  /** How often the evidence log is sealed, if not as in production. */
  sealEveryMs?: number | undefined
}
/** Settings that can be changed while the server runs. */
export type ServerCommand = { killAt?: KillAt | null; clockOffsetMs?: number }

/** The time after which jobs that a killed server had claimed are released. */
const LEASE_MS = 2000
/** Short, because the worker is not notified when the clock advances. */
const IDLE_MS = 150

const options = optionsOfProgram<ServerProcessOptions>()
let { killAt, clockOffsetMs = 0 } = options
let hits = 0
const failPoints = {
  hit(name: FailPointName) {
    if (name !== killAt?.point) return
    hits += 1
    // No handler runs, no buffer is flushed and no connection is closed.
    if (hits === killAt.nth) process.kill(process.pid, 'SIGKILL')
  },
}
onMessage<ServerCommand>((command) => {
  if (command.clockOffsetMs !== undefined) {
    clockOffsetMs = command.clockOffsetMs
    writeLine({ clockOffsetMs })
  }
  if (command.killAt === undefined) return
  killAt = command.killAt
  hits = 0
})
const clock = { now: () => new Date(Date.now() + clockOffsetMs) }
const { undoMs = 0, sealEveryMs } = options
const timing = { leaseMs: LEASE_MS, idleMs: IDLE_MS, undoMs, ...(sealEveryMs === undefined ? {} : { sealEveryMs }) }
const overrides = { clock, failPoints, ...timing }
const product = await startProduct(options.addresses, overrides, options.env)
announceReady({ url: product.url }, () => product.stop())
