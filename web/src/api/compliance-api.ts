import type { AuditExportBody, AuditPage, AuditQuery, AuditReport, OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { MyDataSummary } from '@desk/shared/privacy/my-data'
import type { PrivacyView } from '@desk/shared/privacy/retention'
import { useApi } from './desk-api.ts'
import { unwrap } from './unwrap.ts'

/** What the pages of evidence and privacy ask of the server. */
export type ComplianceApi = {
  audit(query: AuditQuery, signal?: AbortSignal): Promise<AuditPage>
  verifyAudit(): Promise<AuditReport>
  exportAudit(body: AuditExportBody): Promise<OneTimeLink>
  privacy(signal?: AbortSignal): Promise<PrivacyView>
  myDataSummary(signal?: AbortSignal): Promise<MyDataSummary>
  exportMyData(format: 'json' | 'html'): Promise<OneTimeLink>
}

const requestInit = (signal: AbortSignal | undefined) => (signal ? { init: { signal } } : {})

/** Comes with its pages. */
export function useComplianceApi(): ComplianceApi {
  const { audit, privacy, me } = useApi().client
  return {
    audit: (query, signal) => unwrap(audit.$get({ query }, requestInit(signal))),
    verifyAudit: () => unwrap(audit.verify.$post()),
    exportAudit: (json) => unwrap(audit.export.$post({ json })),
    privacy: (signal) => unwrap(privacy.$get({}, requestInit(signal))),
    myDataSummary: (signal) => unwrap(me.data.summary.$get({}, requestInit(signal))),
    exportMyData: (format) => unwrap(me.data.export.$post({ json: { format } })),
  }
}
