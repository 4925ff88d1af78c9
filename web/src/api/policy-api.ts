import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type {
  DraftSaveBody,
  AccessGateBody,
  PolicyEditView,
  PolicyList,
  PublishBody,
  PublishForecast,
  SendBackBody,
} from '@desk/shared/policies/authoring-schemas'
import type {
  BoardQuery,
  BoardView,
  ExemptionBody,
  OpenQuestions,
  PartnerBody,
  PartnerList,
  PeoplePage,
  PeopleQuery,
  PersonHistory,
  ReminderBody,
  RosterExportBody,
  ReminderReach,
  ReminderPreview,
} from '@desk/shared/policies/board-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import type {
  MyPolicies,
  MyReceipts,
  PolicyReadingView,
  QuestionBody,
  ReceiptView,
  SignBody,
  SignedView,
} from '@desk/shared/policies/policy-schemas'
import type { UploadBody } from '@desk/shared/comments/comment-schemas'
import { useApi } from './desk-api.ts'
import { unwrap } from './unwrap.ts'

type Steps = 'start' | 'submit' | 'approve'

/** What the pages about policies ask of the server. */
export type PolicyApi = {
  mine(signal?: AbortSignal): Promise<MyPolicies>
  reading(id: string, language: PolicyLanguage | undefined, signal?: AbortSignal): Promise<PolicyReadingView>
  sign(id: string, body: SignBody): Promise<SignedView>
  ask(id: string, body: QuestionBody, language: PolicyLanguage): Promise<PolicyReadingView>
  closeQuestion(question: string, language: PolicyLanguage): Promise<PolicyReadingView>
  receipts(signal?: AbortSignal): Promise<MyReceipts>
  receipt(code: string, signal?: AbortSignal): Promise<ReceiptView>
  exportReceipt(code: string): Promise<OneTimeLink>
  board(id: string, query: BoardQuery, signal?: AbortSignal): Promise<BoardView>
  people(id: string, query: PeopleQuery, signal?: AbortSignal): Promise<PeoplePage>
  history(id: string, userid: string): Promise<PersonHistory>
  reach(id: string, department: number | undefined, signal?: AbortSignal): Promise<ReminderPreview>
  urge(id: string, body: ReminderBody): Promise<ReminderReach>
  exempt(id: string, body: ExemptionBody): Promise<BoardView>
  endExemption(id: string, userid: string): Promise<BoardView>
  setDueDate(id: string, body: { userid: string; dueOn: string; reason: string }): Promise<BoardView>
  reaffirm(id: string, body: { userid: string; reason: string }): Promise<BoardView>
  questions(id: string, signal?: AbortSignal): Promise<OpenQuestions>
  answer(question: string, text: string): Promise<OpenQuestions>
  exportRoster(id: string, body: RosterExportBody): Promise<OneTimeLink>
  all(signal?: AbortSignal): Promise<PolicyList>
  setGate(body: AccessGateBody): Promise<PolicyList>
  edit(id: string, signal?: AbortSignal): Promise<PolicyEditView>
  create(draft: PolicyDraft): Promise<PolicyEditView>
  save(id: string, body: DraftSaveBody): Promise<PolicyEditView>
  step(id: string, step: Steps, edition: number): Promise<PolicyEditView>
  sendBack(id: string, body: SendBackBody): Promise<PolicyEditView>
  forecast(id: string, signal?: AbortSignal): Promise<PublishForecast>
  publish(id: string, body: PublishBody): Promise<PolicyEditView>
  partners(signal?: AbortSignal): Promise<PartnerList>
  setPartner(body: PartnerBody): Promise<PartnerList>
  endPartner(userid: string): Promise<PartnerList>
  /** Destroys the key to the name of whoever signed. */
  forget(userid: string): Promise<PartnerList>
  keepFile(id: string, file: UploadBody): Promise<PolicyFile>
  openFile(id: string, file: string): Promise<OneTimeLink>
}

const requestInit = (signal: AbortSignal | undefined) => (signal ? { init: { signal } } : {})

/** Comes with its pages. */
export function usePolicyApi(): PolicyApi {
  const api = useApi().client
  const { policies, receipts, settings } = api
  const one = policies[':id']
  const question = policies.questions[':question']
  const authored = settings.policies[':id']
  const { partners } = settings
  const steps = {
    start: (id: string, edition: number) => authored.start.$post({ param: { id }, json: { edition } }),
    submit: (id: string, edition: number) => authored.submit.$post({ param: { id }, json: { edition } }),
    approve: (id: string, edition: number) => authored.approve.$post({ param: { id }, json: { edition } }),
  }
  return {
    mine: (signal) => unwrap(policies.$get({}, requestInit(signal))),
    reading: (id, language, signal) =>
      unwrap(one.$get({ param: { id }, query: language === undefined ? {} : { language } }, requestInit(signal))),
    sign: (id, json) => unwrap(one.signature.$post({ param: { id }, json })),
    ask: (id, json, language) => unwrap(one.questions.$post({ param: { id }, query: { language }, json })),
    closeQuestion: (id, language) => unwrap(question.close.$post({ param: { question: id }, query: { language } })),
    receipts: (signal) => unwrap(receipts.$get({}, requestInit(signal))),
    receipt: (code, signal) => unwrap(receipts[':code'].$get({ param: { code } }, requestInit(signal))),
    exportReceipt: (code) => unwrap(receipts[':code'].export.$post({ param: { code } })),
    board: (id, query, signal) => unwrap(one.board.$get({ param: { id }, query }, requestInit(signal))),
    people: (id, query, signal) => unwrap(one.people.$get({ param: { id }, query }, requestInit(signal))),
    history: (id, userid) => unwrap(one.people[':userid'].$get({ param: { id, userid } })),
    reach: (id, department, signal) =>
      unwrap(
        one.reach.$get(
          { param: { id }, query: department === undefined ? {} : { department: String(department) } },
          requestInit(signal),
        ),
      ),
    urge: (id, json) => unwrap(one.urge.$post({ param: { id }, json })),
    exempt: (id, json) => unwrap(one.exemptions.$post({ param: { id }, json })),
    endExemption: (id, userid) => unwrap(one.exemptions[':userid'].end.$post({ param: { id, userid } })),
    setDueDate: (id, json) => unwrap(one['due-dates'].$post({ param: { id }, json })),
    reaffirm: (id, json) => unwrap(one.reaffirmations.$post({ param: { id }, json })),
    questions: (id, signal) => unwrap(one.questions.$get({ param: { id } }, requestInit(signal))),
    answer: (id, text) => unwrap(question.answer.$post({ param: { question: id }, json: { text } })),
    exportRoster: (id, json) => unwrap(one.export.$post({ param: { id }, json })),
    all: (signal) => unwrap(settings.policies.$get({}, requestInit(signal))),
    setGate: (json) => unwrap(settings.policies.gate.$post({ json })),
    edit: (id, signal) => unwrap(authored.$get({ param: { id } }, requestInit(signal))),
    create: (json) => unwrap(settings.policies.$post({ json })),
    save: (id, json) => unwrap(authored.draft.$post({ param: { id }, json })),
    step: (id, step, edition) => unwrap(steps[step](id, edition)),
    sendBack: (id, json) => unwrap(authored['send-back'].$post({ param: { id }, json })),
    forecast: (id, signal) => unwrap(authored.forecast.$get({ param: { id } }, requestInit(signal))),
    publish: (id, json) => unwrap(authored.publish.$post({ param: { id }, json })),
    partners: (signal) => unwrap(partners.$get({}, requestInit(signal))),
    setPartner: (json) => unwrap(partners.$post({ json })),
    endPartner: (userid) => unwrap(partners[':userid'].end.$post({ param: { userid } })),
    forget: (userid) => unwrap(partners[':userid'].forget.$post({ param: { userid } })),
    keepFile: (id, json) => unwrap(authored.files.$post({ param: { id }, json })),
    openFile: (id, file) => unwrap(one.files[':file'].link.$post({ param: { id, file } })),
  }
}
