import { computed, onMounted, shallowRef, watch } from 'vue'
import { composeName, type NameProblem } from '@desk/shared/groups/naming'
import type { GroupForm, SimilarGroup } from '@desk/shared/groups/group-schemas'
import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { GroupPayload } from '@desk/shared/groups/group-create'
import { useSearch } from '../../composables/use-search.ts'
import type { MemberOption } from '../../platform/member-option.ts'
import { parseGroupFormValues, type GroupFormValues } from './group-draft.ts'
import { useFormDraft } from '../requests/form/use-form-draft.ts'

/** What was sent back, to be mended, and by which name its draft is kept. */
export type GroupResubmissionStart = GroupFormValues & { draftName: string }

/** From here on a search is worth the round trip. */
const isTopicLongEnough = (text: string) => [...text].length >= 2

const startOf = (form: GroupForm, again: GroupResubmissionStart | null): GroupFormValues => ({
  template: again?.template ?? form.templates[0]?.id ?? '',
  topic: again?.topic ?? '',
  purpose: again?.purpose ?? '',
  deputyId: again?.deputyId ?? '',
  members: again?.members ?? [],
})

/** What is entered, the name it makes by the one function that the server asks too, and what is wrong with it. */
export function useGroupForm(
  form: GroupForm,
  find: (topic: string, signal: AbortSignal) => Promise<readonly SimilarGroup[]>,
  again: GroupResubmissionStart | null = null,
) {
  const start = startOf(form, again)
  const templateId = shallowRef(start.template)
  const topic = shallowRef(start.topic)
  const purpose = shallowRef(start.purpose)
  const members = shallowRef<readonly MemberOption[]>(start.members)
  const chosenDeputy = shallowRef(start.deputyId)
  const wasSubmitAttempted = shallowRef(false)
  const wasTopicBlurred = shallowRef(false)
  const search = useSearch(find, isTopicLongEnough)
  watch(topic, (text) => search.searchFor(text))

  const template = computed(() => form.templates.find(({ id }) => id === templateId.value) ?? form.templates[0])
  const made = computed(() =>
    composeName(
      {
        separator: form.rules.separator,
        saysDepartment: form.rules.saysDepartment,
        bannedWords: form.rules.bannedWords,
        kinds: form.templates.map(({ kind }) => kind),
        saysUntil: template.value?.saysUntil ?? false,
      },
      {
        department: form.department,
        topic: topic.value,
        kind: template.value?.kind ?? '',
        until: template.value?.expiresOn ?? null,
      },
    ),
  )
  const others = computed(() => members.value.filter(({ userid }) => !sameUserid(userid, form.owner.userid)))
  /** The template's, else the one that was named, else the first who was chosen. */
  const deputy = computed(() => {
    const fixed = template.value?.deputy
    if (fixed) return { userid: fixed.userid, name: fixed.name, department: [] }
    return others.value.find(({ userid }) => userid === chosenDeputy.value) ?? others.value[0] ?? null
  })
  const all = computed(() => {
    const one = deputy.value
    return one && !others.value.some(({ userid }) => sameUserid(userid, one.userid))
      ? [...others.value, one]
      : others.value
  })
  /** While somebody is still typing only what cannot get better by more typing is said. */
  const nameProblem = computed<NameProblem | null>(() => {
    const { problem } = made.value
    if (problem?.code === 'topic_empty') return wasSubmitAttempted.value || wasTopicBlurred.value ? problem : null
    return problem
  })
  const isPurposeMissing = computed(() => wasSubmitAttempted.value && purpose.value.trim() === '')
  const hasNoMembers = computed(() => wasSubmitAttempted.value && others.value.length === 0)
  const firstInvalidField = (): 'topic' | 'purpose' | 'members' | null => {
    if (made.value.problem) return 'topic'
    if (purpose.value.trim() === '') return 'purpose'
    return others.value.length === 0 ? 'members' : null
  }
  const payload = computed<GroupPayload>(() => ({
    template: template.value?.id ?? '',
    topic: topic.value,
    name: made.value.name,
    purpose: purpose.value.trim().replace(/\s+/gu, ' '),
    expiresOn: template.value?.expiresOn ?? '',
    deputyId: deputy.value?.userid ?? '',
    members: all.value.map(({ userid }) => userid),
    seenSimilar: search.results.value.map(({ id }) => id),
  }))
  const entry = computed<GroupFormValues>(() => ({
    template: templateId.value,
    topic: topic.value,
    purpose: purpose.value,
    deputyId: chosenDeputy.value,
    members: members.value,
  }))
  const isAs = (other: GroupFormValues) => JSON.stringify(entry.value) === JSON.stringify(other)
  /** What was not typed by a hand and is kept already. */
  let given = start
  function take(kept: GroupFormValues): void {
    given = kept
    templateId.value = kept.template
    topic.value = kept.topic
    purpose.value = kept.purpose
    chosenDeputy.value = kept.deputyId
    members.value = kept.members
  }
  const draft = useFormDraft<GroupFormValues>({
    form: { name: again?.draftName ?? 'group-create', kind: again ? null : 'group_create', read: parseGroupFormValues },
    values: () => entry.value,
    hasChanges: () => !isAs(start),
    onAdopted: take,
  })
  watch(entry, () => {
    if (!isAs(given)) draft.saveSoon()
  })
  onMounted(() => {
    const kept = draft.restore()
    if (kept) take(kept)
  })
  function discard(): void {
    take(start)
    wasSubmitAttempted.value = false
    wasTopicBlurred.value = false
    draft.forget()
  }
  return {
    draft,
    discard,
    templateId,
    template,
    topic,
    purpose,
    members,
    chosenDeputy,
    others,
    all,
    deputy,
    made,
    similar: search.results,
    wasSubmitAttempted,
    wasTopicBlurred,
    nameProblem,
    isPurposeMissing,
    hasNoMembers,
    firstInvalidField,
    payload,
  }
}
