import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { fairQueue } from '../../kernel/fair-queue.ts'
import type { Images } from '../../ports/images.ts'
import { imageWorkerScript } from './image-worker-script.ts'

/** A decoded pixel takes four bytes: at most 100 MB, one image at a time. See attack D2 in docs/security.md. */
const MAX_PIXELS = 25_000_000
const MAX_BYTES = 1024 * 1024
const HEAP_MB = 64
const TIMEOUT_MS = 20_000
/**
 * Maximum number of waiting uploads, each of which is held in memory. Above that, the last upload of the member with
 * the most waiting uploads is refused as busy.
 */
const MAX_PENDING = 30
/** Maximum wait of an upload in the queue; then it is refused as busy. */
const MAX_WAIT_MS = MINUTE_MS

type Encoded = Awaited<ReturnType<Images['toSmallJpeg']>>

/**
 * Converts one image after the other, each in a new thread that is always terminated. A member who sends many
 * images does not block others: another member's image is converted after at most one of theirs.
 */
export function workerImages(encode: (bytes: Uint8Array) => Promise<Encoded> = inFreshThread): Images {
  const queue = fairQueue({ concurrency: 1, maxWaiting: MAX_PENDING, timeoutMs: MAX_WAIT_MS })
  return {
    async toSmallJpeg(bytes, uploaderId) {
      return (await queue.run({ group: uploaderId.toLowerCase() }, () => encode(bytes))) ?? { refused: 'busy' }
    },
  }
}

const sharpPath = createRequire(import.meta.url).resolve('sharp')

function inFreshThread(bytes: Uint8Array): Promise<Encoded> {
  return new Promise((resolve) => {
    const worker = new Worker(imageWorkerScript, {
      eval: true,
      workerData: { sharpPath, maxPixels: MAX_PIXELS, maxBytes: MAX_BYTES },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    const end = (result: Encoded) => {
      clearTimeout(timer)
      void worker.terminate()
      resolve(result)
    }
    const timer = setTimeout(() => end({ refused: 'too_slow' }), TIMEOUT_MS)
    worker.once('message', (result: Encoded) => end(result))
    worker.once('error', () => end({ refused: 'unreadable' }))
    worker.postMessage(bytes)
  })
}
