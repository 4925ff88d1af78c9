import { caseQuery } from '@desk/shared/incidents/incident-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { type PageLoaders, parameter, queryOf } from '../../http/page-loader.ts'
import { getIncidentSetting } from './contact.ts'
import { listCases } from './handling/list-cases.ts'
import { getCase } from './handling/view-case.ts'
import type { IncidentDeps, TokenDeps } from './incident-deps.ts'
import { getIncidentForm } from './reporting/get-form.ts'
import { getMyIncident, listMyIncidents } from './reporting/read-own.ts'

type IncidentPage =
  | 'incident-report'
  | 'incident-mailbox'
  | 'incidents'
  | 'incident'
  | 'incident-cases'
  | 'incident-case'
  | 'settings-incidents'

export const pageLoaders = {
  'incident-report': (deps, actor, { search }) =>
    getIncidentForm(deps, actor, idSchema('group').safeParse(search.get('group')).data),
  'incident-mailbox': async ({ memberTokens }) => ({ token: memberTokens.current() }),
  incidents: listMyIncidents,
  incident: (deps, actor, { params }) => getMyIncident(deps, actor, parameter(idSchema('incident'), params.id)),
  'incident-cases': (deps, actor, { search }) => listCases(deps, actor, queryOf(caseQuery, search)),
  'incident-case': (deps, actor, { params }) => getCase(deps, actor, parameter(idSchema('incident'), params.id)),
  'settings-incidents': getIncidentSetting,
} satisfies PageLoaders<IncidentDeps & TokenDeps, IncidentPage>
