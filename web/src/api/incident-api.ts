import { createApiClient } from '@desk/server/client'
import type { CommandBody } from '@desk/shared/incidents/incident-case-schemas'
import type { CaseQuery, IncidentBody, UnnamedBody } from '@desk/shared/incidents/incident-schemas'
import { useApi } from './desk-api.ts'
import { idempotencyHeader, type IdempotentSubmit, requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

export type ReporterText = { text: string; picture?: string | undefined; reopens: boolean }

/** Creates the API client of the pages about incidents. */
export function useIncidentApi() {
  const { incidents, settings } = useApi().client
  const incident = incidents[':id']
  const incidentCase = incidents.cases[':id']
  return {
    form: (group: string | undefined, signal?: AbortSignal) =>
      unwrap(incidents.form.$get({ query: group === undefined ? {} : { group } }, requestInit(signal))),
    report: (json: IncidentBody, attempt: IdempotentSubmit) =>
      unwrap(incidents.$post({ ...idempotencyHeader(attempt), json }, requestInit(attempt.signal))),
    list: (signal?: AbortSignal) => unwrap(incidents.$get({}, requestInit(signal))),
    incident: (id: string, signal?: AbortSignal) => unwrap(incident.$get({ param: { id } }, requestInit(signal))),
    write: (id: string, json: ReporterText, attempt: IdempotentSubmit) =>
      unwrap(
        incident.messages.$post({ ...idempotencyHeader(attempt), param: { id }, json }, requestInit(attempt.signal)),
      ),
    cases: (query: CaseQuery, signal?: AbortSignal) => unwrap(incidents.cases.$get({ query }, requestInit(signal))),
    exportFigures: () => unwrap(incidents.cases.export.$post({ json: {} })),
    incidentCase: (id: string, signal?: AbortSignal) =>
      unwrap(incidentCase.$get({ param: { id } }, requestInit(signal))),
    command: (id: string, json: CommandBody, key: string) =>
      unwrap(incidentCase.commands.$post({ ...idempotencyHeader({ key }), param: { id }, json })),
    reporter: (id: string) => unwrap(incidentCase.reporter.$post({ param: { id }, json: {} })),
    picture: (id: string, picture: string) =>
      unwrap(incidentCase.pictures[':picture'].$get({ param: { id, picture } })),
    setting: (signal?: AbortSignal) => unwrap(settings.incidents.$get({}, requestInit(signal))),
    setContact: (contact: { userid: string; phone: string }, version: number) =>
      unwrap(settings.incidents.$post({ json: { contact, version } })),
  }
}

/**
 * Creates the API client of unnamed reports. Its calls reveal neither the session nor the page: they have no cookies and no
 * referrer. The server refuses a call that has a cookie.
 */
export function useUnnamedApi() {
  const { api } = createApiClient('/', {
    headers: { 'X-Requested-With': 'desk' },
    init: { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' },
  })
  const { unnamed } = api.incidents
  return {
    report: (json: UnnamedBody) => unwrap(unnamed.$post({ json })),
    open: (json: { token: string; receipt: string }) => unwrap(unnamed.mailbox.$post({ json })),
    write: (json: ReporterText & { token: string; receipt: string }, key: string) =>
      unwrap(unnamed.reply.$post({ ...idempotencyHeader({ key }), json })),
  }
}
