import { DAY_MS, HOUR_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import { refuse } from './errors.ts'
import type { ApiUse } from './limit-settings.ts'
import type { SimulatorContext } from './simulator-context.ts'
import { ZONE_MS } from './clock.ts'

/** Returns the number of the day in Shanghai, whose days the daily limits use. */
export const shanghaiDay = (nowMs: number): number => Math.floor((nowMs + ZONE_MS) / DAY_MS)

/** Not counted by frequency: messages have their own limits, and valid codes are exempt (doc 90312). */
const uncounted = new Set(['message/send', 'auth/getuserinfo'])

const useOf = (context: SimulatorContext, api: string, now: number): ApiUse => {
  const minute = Math.floor(now / MINUTE_MS)
  const hour = Math.floor(now / HOUR_MS)
  const previous = context.state.limitUse.apis[api]
  return {
    minute,
    inMinute: previous?.minute === minute ? previous.inMinute : 0,
    hour,
    inHour: previous?.hour === hour ? previous.inHour : 0,
    closedUntilMs: previous?.closedUntilMs ?? 0,
  }
}

/** Refuses calls above the limit (45009). The API stays closed for a minute or an hour, depending on which was exceeded. */
export const requireFrequency = (context: SimulatorContext, api: string): void => {
  if (uncounted.has(api)) return
  const now = context.clock.nowMs()
  const { limits, limitUse } = context.state
  const use = useOf(context, api, now)
  limitUse.apis[api] = use
  if (use.closedUntilMs > now) refuse(45009)
  use.inMinute += 1
  use.inHour += 1
  const apiLimits = limits.apis[api]
  const isOverMinute = use.inMinute > (apiLimits?.perMinute ?? limits.perMinute)
  const isOverHour = use.inHour > (apiLimits?.perHour ?? limits.perHour)
  if (!isOverMinute && !isOverHour) return
  use.closedUntilMs = now + (isOverHour ? HOUR_MS : MINUTE_MS)
  refuse(45009)
}

export const requireUnbanned = (context: SimulatorContext, ip: string): void => {
  const ban = context.state.limitUse.wrongSecrets[ip]
  if (ban && ban.bannedUntilMs > context.clock.nowMs()) refuse(45009, 'too many wrong secrets')
}

/** Counts a wrong secret. Too many of them ban the address for an hour (help text of 45009). */
export const recordWrongSecret = (context: SimulatorContext, ip: string): void => {
  const now = context.clock.nowMs()
  const previous = context.state.limitUse.wrongSecrets[ip]
  const inHour = [...(previous?.inHour ?? []).filter((at) => at > now - HOUR_MS), now]
  const isBanned = inHour.length >= context.state.limits.wrongSecretsPerHour
  context.state.limitUse.wrongSecrets[ip] = {
    inHour: isBanned ? [] : inHour,
    bannedUntilMs: isBanned ? now + HOUR_MS : 0,
  }
}

/** Refuses lookups by phone number or email address after too many that found nobody (doc 95402). */
export const requireLookupsAllowed = (context: SimulatorContext): void => {
  if (context.state.limitUse.lookups.closedUntilMs > context.clock.nowMs()) refuse(45009)
}

export const recordFailedLookup = (context: SimulatorContext, members: number): void => {
  const now = context.clock.nowMs()
  const { lookups } = context.state.limitUse
  const day = shanghaiDay(now)
  const wrong = (lookups.day === day ? lookups.wrong : 0) + 1
  const isOver = wrong > members * context.state.limits.wrongLookupShare
  context.state.limitUse.lookups = { day, wrong, closedUntilMs: isOver ? now + DAY_MS : lookups.closedUntilMs }
}
