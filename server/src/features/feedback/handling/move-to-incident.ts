import type { MemberActor } from '@desk/shared/identity/actor'
import { eraseStatements, listStatements } from '../model/asker-queries.ts'
import { commandFeedback, addTimelineEntry } from '../model/feedback-context.ts'
import type { FeedbackDeps } from '../model/feedback-deps.ts'
import { eraseTexts, type FeedbackId, listMergedInto, listReopenings, saveProblem } from '../model/feedback-queries.ts'
import { redactCards } from '../notices/handler-notices.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { assignHandlers } from '../assign-handlers.ts'

/**
 * Moves feedback that names a person to the incidents, with the texts of all askers and their words about answers.
 * Nothing that they wrote stays in the feedback. The people in `involved` never see the incidents.
 *
 * @throws NotFoundError when incidents are not set up, so that `createIncidents` is absent
 */
export async function moveToIncident(
  deps: FeedbackDeps,
  caller: MemberActor,
  { id, version, involved }: { id: FeedbackId; version: number; involved: readonly string[] },
): Promise<{ ok: true }> {
  const { createIncidents } = deps
  if (!createIncidents) throw new NotFoundError()
  await commandFeedback(deps, caller, { id, command: 'to_incident', version }, async (context) => {
    const { tx, problem, actor, now } = context
    const ids = [id, ...(await listMergedInto(tx, id))]
    const asked = (await listStatements(tx, id)).map(({ userid, text, askedAt }) => ({ userid, text, at: askedAt }))
    const statements = [...asked, ...(await listReopenings(tx, ids))].sort((a, b) => a.at.getTime() - b.at.getTime())
    await createIncidents(tx, { from: id, movedBy: actor, at: now, involved, statements })
    const saved = await saveProblem(tx, problem, {
      state: 'incident',
      takerId: null,
      dueAt: null,
      promisedOn: null,
    })
    await eraseStatements(tx, id)
    await eraseTexts(tx, ids)
    await addTimelineEntry({ ...context, problem: saved }, 'to_incident')
    await assignHandlers(deps, tx, saved, actor.userid)
    await redactCards(tx, ids)
    return undefined
  })
  return { ok: true }
}
