import * as z from 'zod/mini'
import { idSchema } from '../kernel/ids.ts'
import { deviceClients, deviceSystems } from './parse-user-agent.ts'

const device = z.object({ client: z.enum(deviceClients), system: z.enum(deviceSystems) })

const sessionView = z.object({
  ref: idSchema('session'),
  device,
  /** Truncated: enough to tell home from elsewhere. */
  network: z.string(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  isCurrent: z.boolean(),
  /** Another device used it too. Whoever does not know it ends the session. */
  elsewhere: z.nullable(z.object({ device, firstSeenAt: z.string() })),
})
export type SessionView = z.infer<typeof sessionView>

/** The caller's own live sessions, this one first, then by last use. */
export const sessionList = z.object({ items: z.array(sessionView) })
export type SessionList = z.infer<typeof sessionList>

/** As it is printed, or without its hyphen, or in small letters. */
export const claimBody = z.object({ code: z.string().check(z.minLength(8), z.maxLength(16)) })
