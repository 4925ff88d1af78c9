import type { IncidentCase } from '../incidents/incident-case-schemas.ts'
import type { IncidentCases, IncidentForm, MyIncidents, ReportedIncident } from '../incidents/incident-schemas.ts'
import { page } from './define-page.ts'

/** The rows of the page table for incidents. A fixed path precedes one with a parameter. */
export const incidentPages = {
  'incident-report': page('/incidents/new', 'member', 'incidents/IncidentReport', 'incidents').shows<IncidentForm>(),
  'incident-mailbox': page('/incidents/mailbox', 'member', 'incidents/Mailbox', 'incidents').shows<{
    token: string
  }>(),
  'incident-cases': page(
    '/incidents/cases',
    'member',
    'incidents/IncidentCases',
    'desk',
    'incidents',
    'incident-cases',
  ).shows<IncidentCases>(),
  'incident-case': page(
    '/incidents/cases/:id',
    'member',
    'incidents/IncidentCase',
    'desk',
    'incidents',
    'incident-cases',
  ).shows<IncidentCase>(),
  incidents: page('/incidents', 'member', 'incidents/MyIncidents', 'incidents').shows<MyIncidents>(),
  incident: page('/incidents/:id', 'member', 'incidents/Incident', 'incidents').shows<ReportedIncident>(),
}
