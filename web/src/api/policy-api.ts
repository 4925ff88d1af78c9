import type { UploadBody } from '@desk/shared/comments/comment-schemas'
import type {
  AccessGateBody,
  ApproveBody,
  DraftSaveBody,
  PublishBody,
  ReasonedStepBody,
} from '@desk/shared/policies/authoring-schemas'
import type { BoardQuery, ExemptionBody, PeopleQuery, RosterExportBody } from '@desk/shared/policies/board-schemas'
import type { BulkExemptionBody, ReminderBody, SelectionBody } from '@desk/shared/policies/bulk-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import type { QuestionBody, SignBody } from '@desk/shared/policies/policy-schemas'
import type { PolicyTextQuery } from '@desk/shared/policies/text-schemas'
import { useApi } from './desk-api.ts'
import { idempotencyHeader, requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of the pages about policies. */
export function usePolicyApi() {
  const { policies, receipts, settings } = useApi().client
  const policy = policies[':id']
  const question = policies.questions[':question']
  const authored = settings.policies[':id']
  const { partners } = settings
  const { retirement } = authored
  const steps = { start: authored.start, submit: authored.submit }
  return {
    mine: (signal?: AbortSignal) => unwrap(policies.$get({}, requestInit(signal))),
    reading: (id: string, query: { language?: PolicyLanguage; again?: string }, signal?: AbortSignal) =>
      unwrap(policy.$get({ param: { id }, query }, requestInit(signal))),
    sign: (id: string, json: SignBody) => unwrap(policy.signature.$post({ param: { id }, json })),
    ask: (id: string, json: QuestionBody, { language, key }: { language: PolicyLanguage; key: string }) =>
      unwrap(policy.questions.$post({ param: { id }, query: { language }, json, ...idempotencyHeader({ key }) })),
    closeQuestion: (id: string, language: PolicyLanguage) =>
      unwrap(question.close.$post({ param: { question: id }, query: { language } })),
    text: (id: string, query: PolicyTextQuery, signal?: AbortSignal) =>
      unwrap(policy.text.$get({ param: { id }, query }, requestInit(signal))),
    receipts: (query: { after?: string }, signal?: AbortSignal) =>
      unwrap(receipts.$get({ query }, requestInit(signal))),
    receipt: (code: string, signal?: AbortSignal) =>
      unwrap(receipts[':code'].$get({ param: { code } }, requestInit(signal))),
    exportReceipt: (code: string) => unwrap(receipts[':code'].export.$post({ param: { code } })),
    board: (id: string, query: BoardQuery, signal?: AbortSignal) =>
      unwrap(policy.board.$get({ param: { id }, query }, requestInit(signal))),
    people: (id: string, query: PeopleQuery, signal?: AbortSignal) =>
      unwrap(policy.people.$get({ param: { id }, query }, requestInit(signal))),
    history: (id: string, userid: string) => unwrap(policy.people[':userid'].$get({ param: { id, userid } })),
    reach: (id: string, department: number | undefined, signal?: AbortSignal) => {
      const query = department === undefined ? {} : { department: String(department) }
      return unwrap(policy.reach.$get({ param: { id }, query }, requestInit(signal)))
    },
    remind: (id: string, json: ReminderBody, key: string) =>
      unwrap(policy.urge.$post({ param: { id }, json, ...idempotencyHeader({ key }) })),
    previewSelection: (id: string, json: SelectionBody) => unwrap(policy.selection.$post({ param: { id }, json })),
    reminderResult: (id: string, batch: string) => unwrap(policy.reminders[':batch'].$get({ param: { id, batch } })),
    exemptMany: (id: string, json: BulkExemptionBody) => unwrap(policy.exemptions.bulk.$post({ param: { id }, json })),
    exempt: (id: string, json: ExemptionBody) => unwrap(policy.exemptions.$post({ param: { id }, json })),
    endExemption: (id: string, userid: string) =>
      unwrap(policy.exemptions[':userid'].end.$post({ param: { id, userid } })),
    setDueDate: (id: string, json: { userid: string; dueOn: string; reason: string }) =>
      unwrap(policy['due-dates'].$post({ param: { id }, json })),
    reaffirm: (id: string, json: { userid: string; reason: string }) =>
      unwrap(policy.reaffirmations.$post({ param: { id }, json })),
    questions: (id: string, signal?: AbortSignal) =>
      unwrap(policy.questions.$get({ param: { id } }, requestInit(signal))),
    answer: (id: string, text: string) => unwrap(question.answer.$post({ param: { question: id }, json: { text } })),
    exportRoster: (id: string, json: RosterExportBody) => unwrap(policy.export.$post({ param: { id }, json })),
    all: (signal?: AbortSignal) => unwrap(settings.policies.$get({}, requestInit(signal))),
    setAccessGate: (json: AccessGateBody) => unwrap(settings.policies.gate.$post({ json })),
    editView: (id: string, signal?: AbortSignal) => unwrap(authored.$get({ param: { id } }, requestInit(signal))),
    create: (json: PolicyDraft, key: string) =>
      unwrap(settings.policies.$post({ json, ...idempotencyHeader({ key }) })),
    save: (id: string, json: DraftSaveBody) => unwrap(authored.draft.$post({ param: { id }, json })),
    step: (id: string, step: keyof typeof steps, edition: number) =>
      unwrap(steps[step].$post({ param: { id }, json: { edition } })),
    previewDraft: (id: string, content: PolicyDraft, signal?: AbortSignal) =>
      unwrap(authored.preview.$post({ param: { id }, json: { content } }, requestInit(signal))),
    approve: (id: string, json: ApproveBody) => unwrap(authored.approve.$post({ param: { id }, json })),
    discard: (id: string, edition: number) => unwrap(authored.discard.$post({ param: { id }, json: { edition } })),
    requestRetirement: (id: string, json: ReasonedStepBody) => unwrap(retirement.$post({ param: { id }, json })),
    confirmRetirement: (id: string, edition: number) =>
      unwrap(retirement.confirm.$post({ param: { id }, json: { edition } })),
    declineRetirement: (id: string, json: ReasonedStepBody) =>
      unwrap(retirement.decline.$post({ param: { id }, json })),
    sendBack: (id: string, json: ReasonedStepBody) => unwrap(authored['send-back'].$post({ param: { id }, json })),
    forecast: (id: string, signal?: AbortSignal) =>
      unwrap(authored.forecast.$get({ param: { id } }, requestInit(signal))),
    publish: (id: string, json: PublishBody) => unwrap(authored.publish.$post({ param: { id }, json })),
    /** Destroys the key that decrypts the name of a signer. */
    forget: (userid: string) => unwrap(partners[':userid'].forget.$post({ param: { userid } })),
    uploadFile: (id: string, json: UploadBody) => unwrap(authored.files.$post({ param: { id }, json })),
    openFile: (id: string, file: string) => unwrap(policy.files[':file'].link.$post({ param: { id, file } })),
  }
}
