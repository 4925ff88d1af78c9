import type { FailPointName } from '@desk/server/ports/fail-points'
import type { ProductAddresses } from '../demo/product-environment.ts'
import { startProduct } from '../demo/start-product.ts'
import { announceReady, optionsOfProgram } from '../lib/as-child-program.ts'

/** Dies at the `nth` time that the server comes by `point`. */
export type KillAt = { point: FailPointName; nth: number }
export type ServerProcessOptions = { addresses: ProductAddresses; killAt: KillAt | null }

/** What a killed server had claimed is free again after this. */
const LEASE_MS = 2000

const { addresses, killAt } = optionsOfProgram<ServerProcessOptions>()
let hits = 0
const failPoints = {
  hit(name: FailPointName) {
    if (name !== killAt?.point) return
    hits += 1
    // No handler runs, no buffer is flushed, no connection is closed: as when the machine takes the process.
    if (hits === killAt.nth) process.kill(process.pid, 'SIGKILL')
  },
}
const product = await startProduct(addresses, { failPoints, leaseMs: LEASE_MS })
announceReady({ url: product.url }, () => product.stop())
