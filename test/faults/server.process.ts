import type { FailPointName } from '@desk/server/ports/fail-points'
import type { ProductAddresses } from '../demo/product-environment.ts'
import { startProduct } from '../demo/start-product.ts'
import { announceReady, optionsOfProgram, writeLine, onMessage } from '../lib/child-program-protocol.ts'

/** Dies at the `nth` time that the server comes by `point`. */
export type KillAt = { point: FailPointName; nth: number }
export type ServerProcessOptions = {
  addresses: ProductAddresses
  killAt: KillAt | null
  /** By how much this server's clock is ahead of the machine's. */
  clockOffsetMs?: number
  /** Set otherwise than beside the simulator. */
  env?: Record<string, string>
  /** How long a decision can be taken back; 0 when left out. */
  undoMs?: number
}
/** What may change while it runs. */
export type ServerCommand = { killAt?: KillAt | null; clockOffsetMs?: number }

/** What a killed server had claimed is free again after this. */
const LEASE_MS = 2000
/** The clock jumps without a word to the worker. */
const IDLE_MS = 150

const options = optionsOfProgram<ServerProcessOptions>()
let { killAt, clockOffsetMs = 0 } = options
let hits = 0
const failPoints = {
  hit(name: FailPointName) {
    if (name !== killAt?.point) return
    hits += 1
    // No handler runs, no buffer is flushed, no connection is closed: as when the machine takes the process.
    if (hits === killAt.nth) process.kill(process.pid, 'SIGKILL')
  },
}
onMessage<ServerCommand>((order) => {
  if (order.clockOffsetMs !== undefined) {
    clockOffsetMs = order.clockOffsetMs
    writeLine({ clockOffsetMs })
  }
  if (order.killAt === undefined) return
  killAt = order.killAt
  hits = 0
})
const clock = { now: () => new Date(Date.now() + clockOffsetMs) }
const overrides = { clock, failPoints, leaseMs: LEASE_MS, idleMs: IDLE_MS, undoMs: options.undoMs ?? 0 }
const product = await startProduct(options.addresses, overrides, options.env)
announceReady({ url: product.url }, () => product.stop())
