import type { AuditExportBody, AuditFilter, AuditQuery } from '@desk/shared/audit/audit-schemas'
import { fieldErrorsOf } from './api-error.ts'
import { useApi } from './desk-api.ts'
import { requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of the pages about audit and privacy. */
export function useComplianceApi() {
  const { audit, privacy, me } = useApi().client
  const listAudit = (query: AuditQuery, signal?: AbortSignal) => unwrap(audit.$get({ query }, requestInit(signal)))
  return {
    /** A server of version 0.18.0 refuses `days`: the call is repeated without it, and the answer has no counts. */
    audit: ({ days, ...query }: AuditQuery, signal?: AbortSignal) =>
      days === undefined
        ? listAudit(query, signal)
        : listAudit({ ...query, days }, signal).catch((error: unknown) => {
            if (!fieldErrorsOf(error).some(({ path }) => path === 'days')) throw error
            return listAudit(query, signal)
          }),
    auditDays: (query: AuditFilter, signal?: AbortSignal) => unwrap(audit.days.$get({ query }, requestInit(signal))),
    verifyAudit: () => unwrap(audit.verify.$post()),
    exportAudit: (json: AuditExportBody) => unwrap(audit.export.$post({ json })),
    privacy: (signal?: AbortSignal) => unwrap(privacy.$get({}, requestInit(signal))),
    myDataSummary: (signal?: AbortSignal) => unwrap(me.data.summary.$get({}, requestInit(signal))),
    exportMyData: (format: 'json' | 'html') => unwrap(me.data.export.$post({ json: { format } })),
  }
}
