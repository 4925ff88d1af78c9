import type { LoadedPage, RoutedPage } from '@desk/shared/pages/page-table'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pageLoaders as consoleOperationPages } from '../features/accounts/console/page-loaders.ts'
import { pageLoaders as hrHomePages } from '../features/accounts/home/page-loaders.ts'
import { pageLoaders as partnerPages } from '../features/accounts/partners/page-loaders.ts'
import { pageLoaders as peoplePages } from '../features/accounts/people/page-loaders.ts'
import { pageLoaders as accountPages } from '../features/accounts/page-loaders.ts'
import { pageLoaders as closingPages } from '../features/accounts/close/page-loaders.ts'
import { pageLoaders as apiKeyPages } from '../features/api-keys/page-loaders.ts'
import { pageLoaders as auditPages } from '../features/audit/page-loaders.ts'
import { pageLoaders as calendarPages } from '../features/calendar/page-loaders.ts'
import { pageLoaders as confirmationPages } from '../features/confirmations/page-loaders.ts'
import { pageLoaders as delegationPages } from '../features/delegations/page-loaders.ts'
import { pageLoaders as directoryPages } from '../features/directory/page-loaders.ts'
import { pageLoaders as dutyPages } from '../features/duties/page-loaders.ts'
import type { DutySource } from '../features/duties/get-duties.ts'
import { pageLoaders as activityPages } from '../features/activity/page-loaders.ts'
import { pageLoaders as custodyPages } from '../features/custody/page-loaders.ts'
import { pageLoaders as feedbackPages } from '../features/feedback/page-loaders.ts'
import type { FeedbackDeps } from '../features/feedback/model/feedback-deps.ts'
import { pageLoaders as groupPages } from '../features/groups/page-loaders.ts'
import { pageLoaders as homePages } from '../features/home/page-loaders.ts'
import { pageLoaders as incidentPages } from '../features/incidents/page-loaders.ts'
import { takeOverStatements } from '../features/incidents/reporting/take-over-statements.ts'
import type { TokenDeps } from '../features/incidents/incident-deps.ts'
import { pageLoaders as infoChangePages } from '../features/info-change/page-loaders.ts'
import { pageLoaders as evidenceRoomPages } from '../features/evidence-room/page-loaders.ts'
import { pageLoaders as lostDevicePages, resolveLostCase } from '../features/lost-device/page-loaders.ts'
import { pageLoaders as messageTemplatePages } from '../features/message-templates/page-loaders.ts'
import { pageLoaders as outboxPages } from '../features/outbox-admin/page-loaders.ts'
import { pageLoaders as policyPages } from '../features/policies/page-loaders.ts'
import { pageLoaders as privacyPages } from '../features/privacy/page-loaders.ts'
import { pageLoaders as requestPages, resolveRequest } from '../features/requests/page-loaders.ts'
import { pageLoaders as rolePages } from '../features/roles/page-loaders.ts'
import { pageLoaders as selfCheckPages } from '../features/self-check/page-loaders.ts'
import { pageLoaders as sessionPages } from '../features/session/page-loaders.ts'
import { pageLoaders as settingsPages } from '../features/settings/page-loaders.ts'
import type { Pages } from '../features/page-rendering/load-page.ts'
import { accountRegistries } from './account-registries.ts'
import type { AppDeps } from './app-deps.ts'
import { type PageRequest, PageRedirect, type LinkResolver, type PageLoaders } from '../http/page-loader.ts'
import type { JobHandlers } from '../outbox/run-job.ts'

type PageDeps = AppDeps &
  typeof accountRegistries &
  Pick<FeedbackDeps, 'createIncidents'> &
  TokenDeps & { handlers: JobHandlers; duties: readonly DutySource[] }

/** The loader of every page. Does not compile when one is missing. */
const pageLoaders = {
  ...accountPages,
  ...activityPages,
  ...apiKeyPages,
  ...auditPages,
  ...calendarPages,
  ...closingPages,
  ...confirmationPages,
  ...consoleOperationPages,
  ...custodyPages,
  ...delegationPages,
  ...directoryPages,
  ...dutyPages,
  ...evidenceRoomPages,
  ...feedbackPages,
  ...groupPages,
  ...homePages,
  ...hrHomePages,
  ...incidentPages,
  ...infoChangePages,
  ...lostDevicePages,
  ...messageTemplatePages,
  ...outboxPages,
  ...partnerPages,
  ...peoplePages,
  ...policyPages,
  ...privacyPages,
  ...requestPages,
  ...rolePages,
  ...selfCheckPages,
  ...sessionPages,
  ...settingsPages,
} satisfies PageLoaders<PageDeps, RoutedPage>

/** Called in turn, until one of them resolves the link. */
const linkResolvers: readonly LinkResolver<PageDeps>[] = [resolveRequest, resolveLostCase]

/** The table above checks which loader belongs to which name; this type is for the lookup. */
type AnyLoader = (
  deps: PageDeps,
  actor: MemberActor | null,
  request: PageRequest,
) => Promise<LoadedPage['data'] | PageRedirect>

export const createPages = (baseDeps: Omit<PageDeps, keyof typeof accountRegistries | 'createIncidents'>): Pages => {
  const deps: PageDeps = { ...baseDeps, ...accountRegistries, createIncidents: takeOverStatements(baseDeps) }
  return {
    load: async (name, actor, request) => {
      const data = await (pageLoaders[name] as AnyLoader)(deps, actor, request)
      return data instanceof PageRedirect ? data : ({ name, data } as LoadedPage)
    },
    resolve: async (actor, link) => {
      for (const resolve of linkResolvers) {
        const path = await resolve(deps, actor, link)
        if (path !== null) return path
      }
      return null
    },
  }
}
