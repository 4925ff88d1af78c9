import { Hono } from 'hono'
import { z } from 'zod'
import { nextMorning } from './next-morning.ts'
import { parseBody, type SimEnv } from './incoming-call.ts'
import { runSecondWriter } from './second-writer.ts'
import type { SimulatorContext } from './simulator-context.ts'

const moveSchema = z.union([
  z.strictObject({ advanceMs: z.number().int().min(0) }),
  z.strictObject({ to: z.enum(['morning', 'workday']) }),
])

/** Routes that read the shared clock and move it forward. It never goes back, so that events stay in order. */
export const createClockControl = (context: SimulatorContext): Hono<SimEnv> =>
  new Hono<SimEnv>()
    .get('/clock', (c) => c.json({ nowMs: context.clock.nowMs(), movable: context.clock.advance !== undefined }))
    .post('/clock', async (c) => {
      const move = await parseBody(c, moveSchema)
      if (!context.clock.advance) return c.json({ error: 'this clock cannot be moved' }, 409)
      const now = context.clock.nowMs()
      context.clock.advance('to' in move ? nextMorning(now, move.to) - now : move.advanceMs)
      runSecondWriter(context)
      context.changed('clock')
      return c.json({ nowMs: context.clock.nowMs() })
    })
