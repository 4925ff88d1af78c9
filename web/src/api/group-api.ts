import type { GivenDecline } from '@desk/shared/groups/decline-reasons'
import type {
  DeclarationBody,
  GroupForm,
  GroupList,
  GroupView,
  SimilarGroup,
  ViolationBody,
} from '@desk/shared/groups/group-schemas'
import type { MemberOption } from '../platform/member-option.ts'
import type { ReportOutcome } from '@desk/shared/groups/group-states'
import type { GroupRules, GroupRulesView } from '@desk/shared/groups/group-rules'
import type { GroupResubmission } from '@desk/shared/pages/page-schemas'
import type { GroupPayload } from '@desk/shared/groups/group-create'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from './desk-api.ts'
import type { IdempotentSubmit } from './requests-api.ts'
import { unwrap } from './unwrap.ts'

type At = { id: string; version: number }

/** What the pages about groups ask of the server. */
export type GroupApi = {
  form(signal?: AbortSignal): Promise<GroupForm>
  similar(topic: string, signal?: AbortSignal): Promise<readonly SimilarGroup[]>
  submit(payload: GroupPayload, press: IdempotentSubmit): Promise<RequestView>
  resubmission(id: string, signal?: AbortSignal): Promise<GroupResubmission>
  made(id: string): Promise<RequestView>
  list(after: string | undefined, signal?: AbortSignal): Promise<GroupList>
  one(id: string, signal?: AbortSignal): Promise<GroupView>
  declare(body: DeclarationBody): Promise<GroupView>
  join(id: string): Promise<unknown>
  accept(at: At): Promise<GroupView>
  decline(at: At, reason: GivenDecline): Promise<GroupView>
  /** Whom one may name as deputy, by name. */
  deputies(id: string, q: string, signal: AbortSignal): Promise<readonly MemberOption[]>
  wish(id: string): Promise<unknown>
  answerJoinRequest(id: string, userid: string, admit: boolean): Promise<GroupView>
  report(id: string, body: ViolationBody): Promise<unknown>
  sign(at: At): Promise<GroupView>
  review(at: At, people: { remove: string[]; keep: string[] }): Promise<GroupView>
  undoReview(at: At): Promise<GroupView>
  renew(at: At, reason: string): Promise<GroupView>
  archive(at: At): Promise<GroupView>
  restore(at: At): Promise<GroupView>
  take(id: string, accept: boolean): Promise<GroupView>
  tick(at: At): Promise<GroupView>
  appoint(at: At, deputyId: string): Promise<GroupView>
  answerReport(id: string, reportId: string, outcome: ReportOutcome): Promise<GroupView>
  rules(signal?: AbortSignal): Promise<GroupRulesView>
  changeRules(version: number, rules: GroupRules): Promise<GroupRulesView>
}

const requestInit = (signal: AbortSignal | undefined) => (signal ? { init: { signal } } : {})

/** Comes with the pages about groups. */
export function useGroupApi(): GroupApi {
  const { groups, requests, settings } = useApi().client
  const one = groups[':id']
  const request = requests[':id']
  const at = ({ id, version }: At) => ({ param: { id }, json: { version } })
  return {
    form: (signal) => unwrap(groups.form.$get({}, requestInit(signal))),
    similar: async (topic, signal) =>
      (await unwrap(groups.similar.$get({ query: { topic } }, requestInit(signal)))).items,
    submit: (payload, { key, signal }) =>
      unwrap(
        requests.$post(
          { header: { 'idempotency-key': key }, json: { kind: 'group_create', payload } },
          { init: { signal } },
        ),
      ),
    resubmission: (id, signal) => unwrap(request['group-resubmission'].$get({ param: { id } }, requestInit(signal))),
    made: (id) => unwrap(request['group-made'].$post({ param: { id } })),
    list: (after, signal) => unwrap(groups.$get({ query: after === undefined ? {} : { after } }, requestInit(signal))),
    one: (id, signal) => unwrap(one.$get({ param: { id } }, requestInit(signal))),
    declare: (json) => unwrap(groups.$post({ json })),
    join: (id) => unwrap(one.join.$post({ param: { id } })),
    accept: ({ id, version }) => unwrap(one.acceptance.$post({ param: { id }, json: { version, accept: true } })),
    decline: ({ id, version }, reason) =>
      unwrap(one.acceptance.$post({ param: { id }, json: { version, accept: false, reason } })),
    deputies: async (id, q, signal) =>
      (await unwrap(one.deputies.$get({ param: { id }, query: { q } }, requestInit(signal)))).items,
    wish: (id) => unwrap(one.wish.$post({ param: { id } })),
    answerJoinRequest: (id, userid, admit) => unwrap(one.wishes.$post({ param: { id }, json: { userid, admit } })),
    report: (id, json) => unwrap(one.violations.$post({ param: { id }, json })),
    sign: (given) => unwrap(one.charter.$post(at(given))),
    review: ({ id, version }, people) => unwrap(one.review.$post({ param: { id }, json: { version, ...people } })),
    undoReview: (given) => unwrap(one.review.undo.$post(at(given))),
    renew: ({ id, version }, reason) => unwrap(one.renewal.$post({ param: { id }, json: { version, reason } })),
    archive: (given) => unwrap(one.archive.$post(at(given))),
    restore: (given) => unwrap(one.restoration.$post(at(given))),
    take: (id, accept) => unwrap(one.owner.$post({ param: { id }, json: { accept } })),
    tick: (given) => unwrap(one.checklist.$post(at(given))),
    appoint: ({ id, version }, deputyId) => unwrap(one.deputy.$post({ param: { id }, json: { version, deputyId } })),
    answerReport: (id, reportId, outcome) =>
      unwrap(one.violations[':reportId'].$post({ param: { id, reportId }, json: { outcome } })),
    rules: (signal) => unwrap(settings.groups.$get({}, requestInit(signal))),
    changeRules: (version, rules) => unwrap(settings.groups.$post({ json: { version, rules } })),
  }
}
