import { describe, expect, it } from 'vitest'
import type { Tx } from '../db/database.ts'
import { emitTo } from './domain-events.ts'

const tx = {} as Tx
const event = { userid: 'limin', at: new Date(0) }

describe('emit', () => {
  it('emit calls each subscriber of the event, and no other, with the transaction and the payload', async () => {
    const received: unknown[] = []
    const emit = emitTo([
      { 'account.locked': async (...args) => void received.push(args) },
      { 'account.unlocked': async (...args) => void received.push(args) },
      { 'account.locked': async (...args) => void received.push(args) },
    ])
    await emit(tx, 'account.locked', event)
    expect(received).toEqual([
      [tx, event],
      [tx, event],
    ])
  })

  it('emit fails when a subscriber fails', async () => {
    const emit = emitTo([{ 'account.locked': () => Promise.reject(new Error('no room')) }])
    await expect(emit(tx, 'account.locked', event)).rejects.toThrow('no room')
  })
})
