import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { requestKindNames, requestTypes, type RequestType } from '@desk/shared/requests/types/index'
import type { RequestView, TimelineEntry } from '@desk/shared/requests/request-schemas'
import { mountUi } from '../../testing/mount-ui.ts'
import { ayigul } from '../../testing/samples/sample-people.ts'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import RequestDetailPage from './pages/RequestDetailPage.vue'

/** Words that only requests of one type may use. */
const wordsOf: Partial<Record<RequestType, RegExp>> = {
  info_change: /变更|要改|申请改|写入|生效|岗位|座机|七天|\d 项/,
  group_create: /群/,
}

/** What can happen to a request of any type. */
const events: readonly TimelineEntry['type'][] = [
  'submitted',
  'decided',
  'write_started',
  'write_retried',
  'write_failed',
  'written',
  'already_so',
  'done_by_hand',
  'manual_asked',
  'read_back_equal',
  'read_back_differs',
  'closed',
  'applicant_left',
  'undone',
  'asked_next',
  'reassigned',
  'transferred',
  'urged',
  'escalated',
]
const [first] = sampleRequests.done.timeline
const timeline = events.map((type, index) => ({
  ...first!,
  id: `evt_0sample${String(index)}`,
  type,
  details: { agreed: 1, refused: 0, count: 1 },
}))

/** Returns a request of this type that has only what a request of any type has. */
const ofType = (kind: RequestType, request: RequestView, verdict: RequestView['changes'][number]['verdict']) => ({
  ...request,
  kind,
  followUp: null,
  group: null,
  returned: null,
  timeline,
  changes: requestTypes[kind].items.slice(0, 1).map((field) => ({
    field,
    from: '',
    to: '所求',
    verdict,
    readBack: null,
  })),
})
const agreed = { agreed: true, reason: null }
const refusal = { agreed: false, reason: { code: 'other', text: '再议', clause: '1.1' } } as const

const situations = (kind: RequestType): [string, RequestView][] => {
  const { waiting, toDecide, running, done, mismatch, undoable, withdrawn, refused } = sampleRequests
  const requests: Record<string, RequestView> = {
    waiting: ofType(kind, waiting, null),
    'to be decided': ofType(kind, toDecide, null),
    undoable: ofType(kind, undoable, agreed),
    started: ofType(kind, { ...running, proof: { reached: 1, state: 'running' } }, agreed),
    running: ofType(kind, running, agreed),
    done: ofType(kind, done, agreed),
    failed: ofType(kind, mismatch as RequestView, agreed),
    withdrawn: ofType(kind, withdrawn, null),
    refused: ofType(kind, refused, refusal),
    'done, for its approver': { ...ofType(kind, done, agreed), applicant: ayigul },
  }
  return Object.entries(requests)
}

/** Returns the text of the page and of the sheet that its button opens. */
async function textOf(request: RequestView): Promise<string> {
  const api = fakeApi({
    requests: { request: () => Promise.resolve(request), claim: () => Promise.resolve({ claimedBy: null }) },
    info: { comments: () => Promise.resolve({ comments: [] }) },
  })
  const page = mountUi(RequestDetailPage, { parts: { api } })
  await flushPromises()
  const opener = page.find('.choice-turn, .bar-more')
  if (opener.exists()) await opener.trigger('click')
  await flushPromises()
  expect(document.querySelector('[role=dialog]') !== null).toBe(opener.exists())
  return document.body.textContent
}

describe.each(requestKindNames)('the page of a request of type %s', (kind) => {
  const foreign = Object.entries(wordsOf).filter(([owner]) => owner !== kind)

  it.each(situations(kind))('contains no words of another type when it is %s', async (_situation, request) => {
    const text = await textOf(request)
    expect(text).toContain(request.no)
    for (const [, words] of foreign) expect(text).not.toMatch(words)
  })
})
