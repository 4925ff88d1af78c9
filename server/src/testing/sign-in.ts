import type { Role } from '@desk/shared/identity/actor'
import { sessions } from '../db/schema/index.ts'
import { initialStateOf, browser } from './browser.ts'
import { createTestApp } from './http.ts'
import type { Kit } from './kit.ts'

type SignInOverrides = { status?: 1 | 2 | 4; userid?: string; roles?: Role[] }

/** Creates one member and a phone browser. `issueCode` lets WeCom accept a code for a member; `live` lists the open sessions. */
export async function givenSignIn(kit: Kit, overrides: SignInOverrides = {}) {
  await kit.given.department({ id: 1 })
  const actor = await kit.given.member({ userid: 'limin', ...overrides })
  const app = createTestApp(kit.deps)
  const { wecom } = kit.deps
  const issueCode = (code: string, userid = actor.userid) => void wecom.codes.set(code, userid)
  return { actor, app, phone: browser(app), issueCode, live: () => listActiveSessions(kit) }
}

const listActiveSessions = async ({ deps }: Kit) =>
  (await deps.db.select().from(sessions)).filter(({ endedAt }) => endedAt === null)
/** Returns why a page response refuses the sign-in. */
export const refusalOf = async (response: Response) => (await initialStateOf(response)).page.data['reason']
