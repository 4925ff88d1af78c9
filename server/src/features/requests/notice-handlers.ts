import type { JobHandler, JobHandlers } from '../../outbox/run-job.ts'
import type { NoticeCard } from '../../ports/wecom.ts'
import { type CardRow, dropResponseCode, requireCard, saveSentCard, skipCard } from './card-queries.ts'
import type { EngineDeps } from './engine-deps.ts'
import { noticeTopics } from './notices.ts'
import { departmentNames, namesOf, requirePerson } from './people-queries.ts'
import type { CardWords } from './request-kind.ts'
import { requireRequest, type RequestRow } from './request-queries.ts'
import { pathNames } from './request-view.ts'

const nothingToWrite = async () => {}

/** Cards: sent, replaced, told. Repeating a send is safe because WeCom drops an identical card (doc 90236). */
export function noticeHandlers(deps: EngineDeps): JobHandlers {
  const load = async (payload: unknown) => {
    const card = await requireCard(deps.db, taskIdOf(payload))
    const request = await requireRequest(deps.db, card.requestId)
    return { card, request, kind: deps.kinds[request.kind] }
  }

  const ask: JobHandler = {
    async handle(job) {
      const { card, request, kind } = await load(job.payload)
      if (card.delivered !== 'pending') return nothingToWrite
      if (request.state !== 'open') return (tx) => skipCard(tx, card.taskId)
      const applicant = await requirePerson(deps.db, request.applicantId)
      const department = await departmentOf(deps, request)
      return send(deps, card, request, kind.cards.ask(request, applicant, department), deps.site.hasAppCallback)
    },
  }

  const over: JobHandler = {
    async handle(job) {
      const { card, request, kind } = await load(job.payload)
      if (card.responseCode === null) return nothingToWrite
      const applicant = await requirePerson(deps.db, request.applicantId)
      const people = await namesOf(deps.db, request.decidedBy === null ? [] : [request.decidedBy])
      const decider = request.decidedBy === null ? null : people(request.decidedBy).name
      const words = kind.cards.over(request, applicant, decider, request.updatedAt)
      deps.failPoints.hit('notice.calling')
      await deps.wecom.replaceCard(card.userid, card.responseCode, cardOf(deps, card, request, words))
      deps.failPoints.hit('notice.called')
      return (tx) => dropResponseCode(tx, card.taskId)
    },
  }

  const result: JobHandler = {
    async handle(job) {
      const { card, request, kind } = await load(job.payload)
      if (card.delivered !== 'pending') return nothingToWrite
      const people = await namesOf(deps.db, request.decidedBy === null ? [] : [request.decidedBy])
      const decider = request.decidedBy === null ? '' : people(request.decidedBy).name
      return send(deps, card, request, kind.cards.result(request, decider), false)
    },
  }

  return { [noticeTopics.ask]: ask, [noticeTopics.over]: over, [noticeTopics.result]: result }
}

async function send(deps: EngineDeps, card: CardRow, request: RequestRow, words: CardWords, withButton: boolean) {
  const notice = cardOf(deps, card, request, words)
  deps.failPoints.hit('notice.calling')
  const sent = await deps.wecom.sendCard(card.userid, withButton ? { ...notice, button: '去审批' } : notice)
  deps.failPoints.hit('notice.called')
  return (tx: Parameters<typeof saveSentCard>[0]) => saveSentCard(tx, card.taskId, sent, deps.clock.now())
}

const cardOf = (deps: EngineDeps, card: CardRow, request: RequestRow, words: CardWords): NoticeCard => ({
  ...words,
  taskId: card.taskId,
  source: '企微自助',
  url: `${deps.site.publicUrl}/r/${request.no}`,
})

async function departmentOf(deps: EngineDeps, request: RequestRow): Promise<string> {
  const names = await departmentNames(deps.db, request.departmentPath)
  return pathNames(request.departmentPath, names).join('·')
}

function taskIdOf(payload: unknown): string {
  const { taskId } = payload as { taskId?: unknown }
  if (typeof taskId !== 'string') throw new Error('A notice job without a task id')
  return taskId
}
