import type { z } from 'zod'
import { findMember } from './directory.ts'
import { refuse } from './errors.ts'
import { issueCode, withParameters } from './oauth-code.ts'
import type { SecondFactor, secondFactorSchema } from './second-factor-setting.ts'
import type { World } from './simulator-context.ts'

const codeLifeMs = 5 * 60_000

const isInScope = ({ scope }: SecondFactor, userid: string): boolean =>
  scope === null || scope.some((one) => one.toLowerCase() === userid.toLowerCase())

const isSecondFactorPending = (world: World, userid: string): boolean => {
  const { tfa } = world.state
  const isAsked = tfa.on && findMember(world.state.directory, userid) !== undefined && isInScope(tfa, userid)
  return isAsked && !tfa.passed.includes(userid)
}

/** What is configured is an OAuth2 link: the page behind it is opened with a code, as by the link itself. */
const pageOf = (link: string): string => new URL(link).searchParams.get('redirect_uri') ?? link

/** The page that the client shows that person before anything else, with a fresh code; null when nothing is asked. */
export const secondFactorPage = (world: World, userid: string): string | null => {
  const { url } = world.state.tfa
  if (url === null || !isSecondFactorPending(world, userid)) return null
  return withParameters(pageOf(url), [['code', issueCode(world, { userid })]])
}

export const setSecondFactor = (world: World, setting: z.infer<typeof secondFactorSchema>): void => {
  const { tfa } = world.state
  tfa.on = setting.on
  if (setting.url !== undefined) tfa.url = setting.url
  if (setting.scope !== undefined) tfa.scope = setting.scope
  tfa.passed = []
  world.changed('tfa')
}

/** The client came back from the background: it asks anew. */
export const resetSecondFactor = (world: World, userid: string): void => {
  world.state.tfa.passed = world.state.tfa.passed.filter((one) => one !== userid)
  world.changed('tfa')
}

export const issueTfaCode = (world: World, userid: string): string => {
  const { tfa } = world.state
  if (tfa.url === null) refuse(40210)
  if (!tfa.on || !isInScope(tfa, userid)) refuse(40208)
  const code = world.newId('tfa')
  tfa.codes[code] = { userid, issuedAtMs: world.clock.nowMs(), used: false }
  return code
}

export const passSecondFactor = (world: World, userid: string, tfaCode: string): void => {
  const { tfa } = world.state
  const code = tfa.codes[tfaCode]
  const isDead = !code || code.used || world.clock.nowMs() - code.issuedAtMs > codeLifeMs
  if (isDead || code.userid.toLowerCase() !== userid.toLowerCase()) return refuse(40207)
  code.used = true
  tfa.passed = [...new Set([...tfa.passed, code.userid])]
  world.record({ effect: 'tfa.pass', userid: code.userid })
  world.changed('tfa')
}
