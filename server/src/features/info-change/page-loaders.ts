import { infoChangeFormQuery } from '@desk/shared/info-change/info-change-form'
import { idSchema } from '@desk/shared/kernel/ids'
import { resubmissionPath } from '@desk/shared/pages/resubmission-paths'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { PageRedirect, type PageLoaders, parameter, queryOf } from '../../http/page-loader.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import type { SubmitDeps } from '../requests/model/request-deps.ts'
import { getFieldSettings } from './field-settings.ts'
import { getInfoChangeForm } from './get-info-change-form.ts'
import { getManualEntry } from './follow-up/get-manual-entry.ts'
import { getResubmission } from './get-resubmission.ts'

export const pageLoaders = {
  'info-change': (deps, actor, { search }) => getInfoChangeForm(deps, actor, queryOf(infoChangeFormQuery, search)),
  // Redirects to the request when there is nothing that this person can edit.
  resubmission: async (deps, actor, { params }) => {
    const id = parameter(idSchema('request'), params.id)
    const { allowed, kind } = await getRequest(deps, actor, id)
    if (!allowed.includes('resubmit')) return new PageRedirect(pagePaths.request(id))
    if (kind !== 'info_change') return new PageRedirect(resubmissionPath({ kind, id }))
    return getResubmission(deps, actor, id)
  },
  'request-sheet': async (deps, actor, { params }) =>
    getManualEntry(deps, actor, parameter(idSchema('request'), params.id)),
  'settings-fields': getFieldSettings,
} satisfies PageLoaders<SubmitDeps, 'info-change' | 'resubmission' | 'request-sheet' | 'settings-fields'>
