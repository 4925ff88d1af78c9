import { ReadableStream as NodeStream } from 'node:stream/web'
import { setTimeout as delay } from 'node:timers/promises'
import { ANSWER_MS, waitingForEach } from '../../db/statement-timeout.ts'
import type { Deps } from '../../kernel/deps.ts'
import { reopenDownload } from '../../kernel/download-links-queries.ts'

export type Deliverable = { parts: AsyncIterable<string> | Iterable<string | Uint8Array> }
type DeliverDeps = Pick<Deps, 'db' | 'clock' | 'log'>

/**
 * The bytes of a file, as they are read. Nothing is sent before the first part is there; after that an error breaks the answer
 * off, so that nobody takes a piece for the whole. Unless all of it was fetched, the link opens once more.
 */
export async function deliverFile<F extends Deliverable>(
  deps: DeliverDeps,
  token: string,
  make: () => Promise<F | null>,
): Promise<{ file: F; body: ReadableStream<Uint8Array> } | null> {
  const inTime = <T>(work: () => Promise<T>) => waitingForEach(ANSWER_MS, work)
  try {
    const file = await inTime(make)
    if (!file) return null
    const parts = inOrder(file)
    const next = () => inTime(() => parts.next())
    const body = NodeStream.from(rest(deps, token, next, await next()))
    return { file, body: body as unknown as ReadableStream<Uint8Array> }
  } catch (error) {
    await reopen(deps, token)
    throw error
  }
}

type Next = () => Promise<IteratorResult<string | Uint8Array>>

async function* rest(deps: DeliverDeps, token: string, next: Next, first: Awaited<ReturnType<Next>>) {
  const encoder = new TextEncoder()
  let isWhole = false
  try {
    for (let part = first; !part.done; part = await next())
      yield typeof part.value === 'string' ? encoder.encode(part.value) : part.value
    isWhole = true
  } catch (err) {
    deps.log.error({ err }, 'download broke off')
    throw err
  } finally {
    if (!isWhole) await reopen(deps, token)
  }
}

async function* inOrder({ parts }: Deliverable): AsyncGenerator<string | Uint8Array> {
  yield* parts
}

const AGAIN_MS = 2_000
const TRIES = 60

/** At once if possible; if it is the database that failed, a little later. */
async function reopen({ db, clock }: DeliverDeps, token: string): Promise<void> {
  const isDone = () =>
    waitingForEach(ANSWER_MS, () => reopenDownload(db, token, clock.now())).then(
      () => true,
      () => false,
    )
  if (!(await isDone())) void untilDone(isDone)
}

async function untilDone(isDone: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    await delay(AGAIN_MS, undefined, { ref: false })
    if (await isDone()) return
  }
}
