import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { ChangeTopic } from './simulator-context.ts'

export type ChangeBus = {
  publish(topic: ChangeTopic): void
  subscribe(listener: (topic: ChangeTopic) => void): () => void
}

export const createChangeBus = (): ChangeBus => {
  const listeners = new Set<(topic: ChangeTopic) => void>()
  return {
    publish(topic) {
      for (const listener of [...listeners]) listener(topic)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Returns the entries at once if there are any. Otherwise waits for the first, and returns none after `waitMs`. */
export const waitForEntries = <T>(bus: ChangeBus, entries: () => T[], waitMs: number): Promise<T[]> => {
  const current = entries()
  if (current.length > 0 || waitMs === 0) return Promise.resolve(current)
  return new Promise((resolve) => {
    const finish = (): void => {
      unsubscribe()
      clearTimeout(timer)
      resolve(entries())
    }
    const unsubscribe = bus.subscribe(() => {
      if (entries().length > 0) finish()
    })
    const timer = setTimeout(finish, waitMs)
  })
}

/** Streams the topics of changes; the page then reads the data. */
export const createEventStream = (c: Context, bus: ChangeBus): Response =>
  streamSSE(c, async (stream) => {
    const unsubscribe = bus.subscribe((topic) => void stream.writeSSE({ event: 'change', data: topic }))
    await stream.writeSSE({ event: 'hello', data: '' })
    await new Promise<void>((resolve) => stream.onAbort(resolve))
    unsubscribe()
  })
