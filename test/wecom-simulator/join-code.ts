import { DAY_MS } from '@desk/shared/kernel/durations'
import { Hono } from 'hono'
import { findMember, membersOf } from './directory.ts'
import type { SimEnv } from './incoming-call.ts'
import { activateMember } from './member-activation.ts'
import { createMember } from './member-create.ts'
import { plainMobile } from './plain-mobile.ts'
import type { SimulatorContext } from './simulator-context.ts'

/** How long a join code is valid (doc 91714). */
const VALID_MS = 7 * DAY_MS
const PAGE = '/wework_admin/genqrcode'

/** Returns the address of the picture with the join code. The code contains the time at which it was issued. */
export const joinCodeUrl = ({ origin, clock }: SimulatorContext, size: number): string => {
  const query = { action: 'join', vcode: clock.nowMs().toString(36), r: 'hb_share_api_mjoin', qr_size: String(size) }
  return `${origin()}${PAGE}?${new URLSearchParams(query).toString()}`
}

const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="399" height="399" viewBox="0 0 9 9" shape-rendering="crispEdges">
<rect width="9" height="9" fill="#fff"/><path d="M1 1h3v3H1zM5 1h3v3H5zM1 5h3v3H1zM5 5h1v1H5zM7 5h1v1H7zM6 6h1v1H6zM5 7h1v1H5zM7 7h1v1H7z"/>
<path d="M2 2h1v1H2zM6 2h1v1H6zM2 6h1v1H2z" fill="#fff"/></svg>`

/** Serves the picture while the code is valid. */
export const createJoinPage = ({ clock }: SimulatorContext): Hono<SimEnv> =>
  new Hono<SimEnv>().get(PAGE, (c) => {
    const issuedAt = Number.parseInt(c.req.query('vcode') ?? '', 36)
    const isValid = issuedAt <= clock.nowMs() && clock.nowMs() < issuedAt + VALID_MS
    return isValid ? c.body(picture, 200, { 'content-type': 'image/svg+xml' }) : c.text('二维码已过期', 410)
  })

/**
 * Lets somebody join with the code. We assume that a number with which an account was created leads to that account; any
 * other number gets a new account with a generated userid (doc 90313). Returns the userid.
 */
export const joinByCode = (context: SimulatorContext, person: { name: string; mobile: string }): string => {
  const existing = membersOf(context.state.directory).find(({ mobile }) => mobile === plainMobile(person.mobile))
  const userid = existing?.userid ?? context.newId('wo').slice(0, 20)
  if (!existing) createMember(context, { userid, ...person, to_invite: false }, 'member')
  const joined = findMember(context.state.directory, userid)
  if (joined && !existing) joined.hasGeneratedUserid = true
  activateMember(context, userid)
  return userid
}
