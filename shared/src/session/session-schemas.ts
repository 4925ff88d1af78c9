import * as z from 'zod/mini'
import { idSchema } from '../kernel/ids.ts'
import { deviceClients, deviceSystems } from './parse-user-agent.ts'

const device = z.object({ client: z.enum(deviceClients), system: z.enum(deviceSystems) })

export const sessionView = z.object({
  ref: idSchema('session'),
  device,
  /** Truncated: enough to distinguish networks. */
  network: z.string(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  isCurrent: z.boolean(),
  /** Whether it began recently, and was the first from a device of this kind. */
  isNew: z.boolean(),
  /** Another device that used the session. An owner who does not recognize it ends the session. */
  elsewhere: z.nullable(z.object({ device, firstSeenAt: z.string() })),
})
export type SessionView = z.infer<typeof sessionView>

/** The caller's open sessions, the current one first, then by last use. */
export const sessionList = z.object({ items: z.array(sessionView) })
export type SessionList = z.infer<typeof sessionList>

/** The code as printed; the hyphen may be missing, and letters may be in lower case. */
export const claimBody = z.object({ code: z.string().check(z.minLength(8), z.maxLength(16)) })
