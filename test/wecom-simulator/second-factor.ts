import type { z } from 'zod'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { findMember, isSameUserid } from './directory.ts'
import { refuse } from './errors.ts'
import { issueCode, withParameters } from './oauth-code.ts'
import type { SecondFactor, secondFactorSchema } from './second-factor-setting.ts'
import type { SimulatorContext } from './simulator-context.ts'

const CODE_LIFETIME_MS = 5 * MINUTE_MS

const isInScope = ({ scope }: SecondFactor, userid: string): boolean =>
  scope === null || scope.some((id) => isSameUserid(id, userid))

const isSecondFactorPending = (context: SimulatorContext, userid: string): boolean => {
  const { tfa } = context.state
  const isRequired = tfa.on && findMember(context.state.directory, userid) !== undefined && isInScope(tfa, userid)
  return isRequired && !tfa.passed.includes(userid)
}

/** Returns the page of the configured OAuth2 link. The client opens it with a code. */
const pageOf = (link: string): string => new URL(link).searchParams.get('redirect_uri') ?? link

/** Returns the page that the client must show first, with a new code. Null when no second factor is required. */
export const secondFactorPage = (context: SimulatorContext, userid: string): string | null => {
  const { url } = context.state.tfa
  if (url === null || !isSecondFactorPending(context, userid)) return null
  return withParameters(pageOf(url), [['code', issueCode(context, { userid })]])
}

export const setSecondFactor = (context: SimulatorContext, setting: z.infer<typeof secondFactorSchema>): void => {
  const { tfa } = context.state
  tfa.on = setting.on
  if (setting.url !== undefined) tfa.url = setting.url
  if (setting.scope !== undefined) tfa.scope = setting.scope
  tfa.passed = []
  context.changed('tfa')
}

/** Requires the second factor again, as when the client returns from the background. */
export const resetSecondFactor = (context: SimulatorContext, userid: string): void => {
  context.state.tfa.passed = context.state.tfa.passed.filter((id) => id !== userid)
  context.changed('tfa')
}

export const issueTfaCode = (context: SimulatorContext, userid: string): string => {
  const { tfa } = context.state
  if (tfa.url === null) refuse(40210)
  if (!tfa.on || !isInScope(tfa, userid)) refuse(40208)
  const code = context.newId('tfa')
  tfa.codes[code] = { userid, issuedAtMs: context.clock.nowMs(), used: false }
  return code
}

export const passSecondFactor = (context: SimulatorContext, userid: string, tfaCode: string): void => {
  const { tfa } = context.state
  const code = tfa.codes[tfaCode]
  const isUnusable = !code || code.used || context.clock.nowMs() - code.issuedAtMs > CODE_LIFETIME_MS
  if (isUnusable || !isSameUserid(code.userid, userid)) return refuse(40207)
  code.used = true
  tfa.passed = [...new Set([...tfa.passed, code.userid])]
  context.record({ effect: 'tfa.pass', userid: code.userid })
  context.changed('tfa')
}
