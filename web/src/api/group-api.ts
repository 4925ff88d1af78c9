import type { GivenDecline } from '@desk/shared/groups/decline-reasons'
import type { GroupPayload } from '@desk/shared/groups/group-create'
import type { GroupRegistryQuery } from '@desk/shared/groups/registry-schemas'
import type { GroupRules } from '@desk/shared/groups/group-rules'
import type { DeclarationBody, GroupListQuery, ViolationBody } from '@desk/shared/groups/group-schemas'
import type { ReportOutcome } from '@desk/shared/groups/group-states'
import { useApi } from './desk-api.ts'
import {
  idempotencyHeader,
  type IdempotentSubmit,
  requestInit,
  versioned,
  type VersionedId,
  versionedWith,
} from './request-options.ts'
import { unwrap } from './unwrap.ts'

/** Creates the API client of the pages about groups. */
export function useGroupApi() {
  const { groups, requests, settings } = useApi().client
  const group = groups[':id']
  const request = requests[':id']
  return {
    form: (again?: string, signal?: AbortSignal) =>
      unwrap(groups.form.$get({ query: again === undefined ? {} : { again } }, requestInit(signal))),
    similar: async (topic: string, signal?: AbortSignal) =>
      (await unwrap(groups.similar.$get({ query: { topic } }, requestInit(signal)))).items,
    submit: (payload: GroupPayload, attempt: IdempotentSubmit) =>
      unwrap(
        requests.$post(
          { ...idempotencyHeader(attempt), json: { kind: 'group_create', payload } },
          requestInit(attempt.signal),
        ),
      ),
    resubmission: (id: string, signal?: AbortSignal) =>
      unwrap(request['group-resubmission'].$get({ param: { id } }, requestInit(signal))),
    markCreated: (id: string) => unwrap(request['group-made'].$post({ param: { id } })),
    list: (query: GroupListQuery, signal?: AbortSignal) => unwrap(groups.$get({ query }, requestInit(signal))),
    registry: (query: GroupRegistryQuery, signal?: AbortSignal) =>
      unwrap(groups.registry.$get({ query }, requestInit(signal))),
    group: (id: string, signal?: AbortSignal) => unwrap(group.$get({ param: { id } }, requestInit(signal))),
    declare: (json: DeclarationBody, key: string) => unwrap(groups.$post({ json, ...idempotencyHeader({ key }) })),
    join: (id: string) => unwrap(group.join.$post({ param: { id } })),
    accept: ({ id, version }: VersionedId) =>
      unwrap(group.acceptance.$post({ param: { id }, json: { version, accept: true } })),
    decline: ({ id, version }: VersionedId, reason: GivenDecline) =>
      unwrap(group.acceptance.$post({ param: { id }, json: { version, accept: false, reason } })),
    /** Searches the members that may become the deputy. */
    deputies: async (id: string, q: string, signal: AbortSignal) =>
      (await unwrap(group.deputies.$get({ param: { id }, query: { q } }, requestInit(signal)))).items,
    requestToJoin: (id: string) => unwrap(group.wish.$post({ param: { id } })),
    answerJoinRequest: (id: string, userid: string, admit: boolean) =>
      unwrap(group.wishes.$post({ param: { id }, json: { userid, admit } })),
    report: (id: string, json: ViolationBody, key: string) =>
      unwrap(group.violations.$post({ param: { id }, json, ...idempotencyHeader({ key }) })),
    sign: (target: VersionedId) => unwrap(group.charter.$post(versioned(target))),
    review: (target: VersionedId, people: { remove: string[]; keep: string[] }) =>
      unwrap(group.review.$post(versionedWith(target, people))),
    undoReview: (target: VersionedId) => unwrap(group.review.undo.$post(versioned(target))),
    renew: (target: VersionedId, reason: string) => unwrap(group.renewal.$post(versionedWith(target, { reason }))),
    archive: (target: VersionedId) => unwrap(group.archive.$post(versioned(target))),
    restore: (target: VersionedId) => unwrap(group.restoration.$post(versioned(target))),
    answerTakeOver: (id: string, accept: boolean) => unwrap(group.owner.$post({ param: { id }, json: { accept } })),
    completeChecklist: (target: VersionedId) => unwrap(group.checklist.$post(versioned(target))),
    appoint: (target: VersionedId, deputyId: string) => unwrap(group.deputy.$post(versionedWith(target, { deputyId }))),
    answerReport: (id: string, reportId: string, outcome: ReportOutcome) =>
      unwrap(group.violations[':reportId'].$post({ param: { id, reportId }, json: { outcome } })),
    rules: (signal?: AbortSignal) => unwrap(settings.groups.$get({}, requestInit(signal))),
    changeRules: (version: number, rules: GroupRules) => unwrap(settings.groups.$post({ json: { version, rules } })),
  }
}
