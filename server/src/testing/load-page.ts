import type { MemberActor } from '@desk/shared/identity/actor'
import { dutySources } from '../composition/duty-sources.ts'
import { jobHandlers } from '../composition/job-handlers.ts'
import { createPages } from '../composition/page-loaders.ts'
import { memberTokens } from '../features/incidents/member-token.ts'
import { followPage } from '../features/page-rendering/load-page.ts'
import type { AppDeps } from '../composition/app-deps.ts'
import type { Reader } from '../http/page-loader.ts'

/** Returns the page at `path` for a member after a sign-in, and its final path. */
export const loadPage = (deps: AppDeps, actor: MemberActor, path: string, reader: Partial<Reader> = {}) => {
  const usual = { sessionHash: '', language: 'zh-CN', caseViewToken: null } as const
  return followPage(
    createPages({
      ...deps,
      handlers: jobHandlers(deps),
      memberTokens: memberTokens(deps, ['test-secret']),
      duties: dutySources(deps),
    }),
    { actor, ...usual, ...reader },
    path,
  )
}
