import { sameUserid } from '@desk/shared/kernel/ids'
import { sha256 } from '../../../kernel/hash.ts'
import type { CreateIncidents } from '../../feedback/model/feedback-deps.ts'
import { findPersonWithPath } from '../../requests/approvers/people-queries.ts'
import type { IncidentStepDeps } from '../incident-deps.ts'
import { notifyReporter } from '../model/incident-notices.ts'
import { listEvents } from '../model/incident-queries.ts'
import { createIncident } from './create-incident.ts'

/**
 * Takes over feedback that names a person: the text of each asker becomes a report of the asker to the incident
 * handlers, and the asker is notified. The people in `involved`, as named by the member who moved it, can never read it;
 * a handler who is concerned but was not named has to recuse themselves.
 *
 * @throws IncidentsOffError, NoHandlerError
 */
export const takeOverStatements =
  (deps: IncidentStepDeps): CreateIncidents =>
  async (tx, { from, involved, statements }) => {
    const written = statements.filter((statement) => statement.text !== '')
    for (const key of new Set(written.map(({ userid }) => userid.toLowerCase()))) {
      const found = await findPersonWithPath(tx, key)
      const own = written.filter(({ userid }) => sameUserid(userid, key))
      const text = own.map((statement) => statement.text).join('\n\n')
      const id = await createIncident(deps, tx, {
        sender: {
          isUnnamed: false,
          reporterId: found?.person.userid ?? key,
          idempotencyKey: `feedback:${from}`,
          receiptHash: null,
        },
        body: { kind: 'other', recipient: 'management', text, involved: [...involved] },
        bodyHash: sha256(text),
        departmentPath: found?.path ?? [],
        picture: null,
      })
      if (id === null || !found) continue
      const [submitted] = await listEvents(tx, id, ['submitted'])
      const report = { id, reporterId: found.person.userid }
      if (submitted) await notifyReporter(deps, tx, report, 'incident.progress', submitted.id)
    }
  }
