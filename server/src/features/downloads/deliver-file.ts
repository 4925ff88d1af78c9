import { ReadableStream as NodeStream } from 'node:stream/web'
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { ANSWER_MS, withTimeoutPerStatement } from '../../db/statement-timeout.ts'
import type { Deps } from '../../kernel/deps.ts'
import { reopenDownload } from '../../kernel/download-links-queries.ts'

export type Deliverable = { parts: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array> }
/** Called with the SHA-256 of the file before its last part is sent, so that nobody has the whole file before it is recorded. */
type OnWhole = (sha256: string) => Promise<void>
type DeliverDeps = Pick<Deps, 'db' | 'clock' | 'log'>

/**
 * Streams the parts of a file. The response starts when the first part is available; a later error aborts it, so that the
 * client detects the incomplete file. The link can be opened again unless the whole file was fetched.
 */
export async function deliverFile<F extends Deliverable>(
  deps: DeliverDeps,
  token: string,
  make: () => Promise<F | null>,
  onWhole: (file: F) => OnWhole | null = () => null,
): Promise<{ file: F; body: ReadableStream<Uint8Array> } | null> {
  const withinAnswerTime = <T>(work: () => Promise<T>) => withTimeoutPerStatement(ANSWER_MS, work)
  try {
    const file = await withinAnswerTime(make)
    if (!file) return null
    const parts = partsOf(file)
    const next = () => withinAnswerTime(() => parts.next())
    const chunks = encodedParts(deps, token, { next, first: await next(), onWhole: onWhole(file) })
    // A generator that has not begun ends without its cleanup: the client may be gone before it reads anything.
    await chunks.next()
    return { file, body: NodeStream.from(chunks) as unknown as ReadableStream<Uint8Array> }
  } catch (error) {
    await reopen(deps, token)
    throw error
  }
}

type ReadNext = () => Promise<IteratorResult<string | Uint8Array>>

type Parts = { next: ReadNext; first: Awaited<ReturnType<ReadNext>>; onWhole: OnWhole | null }

/** Yields an empty chunk, and then the parts. Reopens the link unless the last part was taken. */
async function* encodedParts(deps: DeliverDeps, token: string, { next, first, onWhole }: Parts) {
  const encoder = new TextEncoder()
  const hash = createHash('sha256')
  let isComplete = false
  let held: Uint8Array | null = null
  try {
    yield new Uint8Array()
    for (let part = first; !part.done; part = await next()) {
      if (held) yield held
      held = typeof part.value === 'string' ? encoder.encode(part.value) : part.value
      hash.update(held)
    }
    if (onWhole) await withTimeoutPerStatement(ANSWER_MS, () => onWhole(hash.digest('hex')))
    if (held) yield held
    isComplete = true
  } catch (err) {
    deps.log.error({ err }, 'download aborted')
    throw err
  } finally {
    if (!isComplete) await reopen(deps, token)
  }
}

async function* partsOf({ parts }: Deliverable): AsyncGenerator<string | Uint8Array> {
  yield* parts
}

/** After the last attempt, two to six minutes later, the link stays used. */
const RETRY_MS = 2_000
const ATTEMPTS = 60

/** Reopens the link, with retries in the background while the database is unavailable. */
async function reopen({ db, clock }: DeliverDeps, token: string): Promise<void> {
  const isDone = () =>
    withTimeoutPerStatement(ANSWER_MS, () => reopenDownload(db, token, clock.now())).then(
      () => true,
      () => false,
    )
  if (!(await isDone())) void retryUntilDone(isDone)
}

async function retryUntilDone(isDone: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    await delay(RETRY_MS, undefined, { ref: false })
    if (await isDone()) return
  }
}
