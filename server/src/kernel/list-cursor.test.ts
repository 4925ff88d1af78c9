import * as z from 'zod/mini'
import { describe, expect, it } from 'vitest'
import { cutPage, decodeCursor } from './list-cursor.ts'

const positionOf = (row: string) => [row]

describe('cutPage', () => {
  it('a page with a row to spare ends with the cursor of its last row', () => {
    const { shown, next } = cutPage(['a', 'b', 'c'], 2, positionOf)
    expect(shown).toEqual(['a', 'b'])
    expect(decodeCursor(z.tuple([z.string()]), next ?? undefined)).toEqual(['b'])
  })

  it.each([[['a', 'b']], [['a']], [[]]])('the rows %j, which fill no further page, have no cursor', (rows) => {
    expect(cutPage(rows, 2, positionOf)).toEqual({ shown: rows, next: null })
  })
})
