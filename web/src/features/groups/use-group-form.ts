import { computed, onMounted, shallowRef, watch } from 'vue'
import { composeName, type NameProblem } from '@desk/shared/groups/naming'
import type { GroupForm, SimilarGroup } from '@desk/shared/groups/group-schemas'
import { GROUP_TEXT_MAX } from '@desk/shared/groups/group-limits'
import { sameUserid } from '@desk/shared/kernel/same-userid'
import { lengthOf } from '@desk/shared/kernel/text-length'
import type { GroupPayload } from '@desk/shared/groups/group-create'
import { useSearch } from '../../composables/use-search.ts'
import type { MemberOption } from '../../platform/member-option.ts'
import { type GroupFormStart, type GroupFormValues, parseGroupFormValues } from './group-draft.ts'
import { useFormDraft } from '../requests/form/use-form-draft.ts'
import { useServerDraft } from '../requests/form/use-server-draft.ts'

// Similar groups are searched from two characters on.
const isTopicLongEnough = (text: string) => [...text].length >= 2

const startOf = (form: GroupForm, start: GroupFormValues | null): GroupFormValues => ({
  template: start?.template ?? form.templates[0]?.id ?? '',
  topic: start?.topic ?? '',
  purpose: start?.purpose ?? '',
  deputyId: start?.deputyId ?? '',
  members: start?.members ?? [],
})

/**
 * Returns the state of the group form: the values, the name composed by the function that the server uses, the errors and
 * the draft.
 */
export function useGroupForm(
  form: GroupForm,
  find: (topic: string, signal: AbortSignal) => Promise<readonly SimilarGroup[]>,
  earlier: GroupFormStart | null = null,
) {
  const start = startOf(form, earlier)
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
  const composedName = computed(() =>
    composeName(
      {
        separator: form.rules.separator,
        saysDepartment: form.rules.saysDepartment,
        isTopicFirst: form.rules.isTopicFirst,
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
  const membersWithoutOwner = computed(() =>
    members.value.filter(({ userid }) => !sameUserid(userid, form.owner.userid)),
  )
  /** The deputy fixed by the template, else the chosen one, else the first member. */
  const deputy = computed(() => {
    const fixed = template.value?.deputy
    if (fixed) return { userid: fixed.userid, name: fixed.name, department: [] }
    return (
      membersWithoutOwner.value.find(({ userid }) => userid === chosenDeputy.value) ??
      membersWithoutOwner.value[0] ??
      null
    )
  })
  const allMembers = computed(() => {
    const added = deputy.value
    return added && !membersWithoutOwner.value.some(({ userid }) => sameUserid(userid, added.userid))
      ? [...membersWithoutOwner.value, added]
      : membersWithoutOwner.value
  })
  /** An empty topic is reported only after a submit attempt or after the field lost focus; other problems at once. */
  const nameProblem = computed<NameProblem | null>(() => {
    const { problem } = composedName.value
    if (problem?.code === 'topic_empty') return wasSubmitAttempted.value || wasTopicBlurred.value ? problem : null
    return problem
  })
  const isPurposeMissing = computed(() => wasSubmitAttempted.value && purpose.value.trim() === '')
  const purposeLine = computed(() => purpose.value.trim().replace(/\s+/gu, ' ').normalize('NFC'))
  const isPurposeTooLong = computed(() => lengthOf(purposeLine.value) > GROUP_TEXT_MAX)
  const hasNoMembers = computed(() => wasSubmitAttempted.value && membersWithoutOwner.value.length === 0)
  const firstInvalidField = (): 'topic' | 'purpose' | 'members' | null => {
    if (composedName.value.problem) return 'topic'
    if (purpose.value.trim() === '' || isPurposeTooLong.value) return 'purpose'
    return membersWithoutOwner.value.length === 0 ? 'members' : null
  }
  const payload = computed<GroupPayload>(() => ({
    template: template.value?.id ?? '',
    topic: topic.value,
    name: composedName.value.name,
    purpose: purposeLine.value,
    expiresOn: template.value?.expiresOn ?? '',
    deputyId: deputy.value?.userid ?? '',
    members: allMembers.value.map(({ userid }) => userid),
    seenSimilar: search.results.value.map(({ id }) => id),
  }))
  /**
   * Returns what is sent: the payload of the last attempt while the applicant enters nothing else. Similar groups and
   * values that follow from the day may differ now, and would make it another request.
   */
  function payloadToSend(): GroupPayload {
    const text = draft.lastSent()
    if (text === null) return payload.value
    const { name, expiresOn, seenSimilar } = JSON.parse(text) as GroupPayload
    const sent = { ...payload.value, name, expiresOn, seenSimilar }
    return JSON.stringify(sent) === text ? sent : payload.value
  }
  const values = computed<GroupFormValues>(() => ({
    template: templateId.value,
    topic: topic.value,
    purpose: purpose.value,
    deputyId: chosenDeputy.value,
    members: members.value,
  }))
  const isEqualTo = (other: GroupFormValues) => JSON.stringify(values.value) === JSON.stringify(other)
  /** The values last loaded, until the user changes them: only changes by the user are saved as a draft. */
  let loaded: GroupFormValues | null = start
  function load(draftValues: GroupFormValues): void {
    loaded = draftValues
    templateId.value = draftValues.template
    topic.value = draftValues.topic
    purpose.value = draftValues.purpose
    chosenDeputy.value = draftValues.deputyId
    members.value = draftValues.members
  }
  const draft = useFormDraft<GroupFormValues>({
    form: {
      name: earlier?.draftName ?? 'group-create',
      read: parseGroupFormValues,
    },
    saveOnServer: earlier ? undefined : (options) => useServerDraft('group_create', options),
    values: () => values.value,
    hasChanges: () => !isEqualTo(start),
    onAdopted: (newer = start) => {
      load(newer)
    },
  })
  watch(values, () => {
    if (loaded && isEqualTo(loaded)) return
    loaded = null
    draft.saveSoon()
  })
  onMounted(() => {
    const restored = draft.restore()
    if (restored) load(restored)
  })
  function discard(): void {
    load(start)
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
    membersWithoutOwner,
    allMembers,
    deputy,
    composedName,
    similar: search.results,
    wasSubmitAttempted,
    wasTopicBlurred,
    nameProblem,
    isPurposeMissing,
    isPurposeTooLong,
    hasNoMembers,
    firstInvalidField,
    payloadToSend,
  }
}
