import { computed, nextTick, shallowRef, type Ref } from 'vue'
import type { LostForm } from '@desk/shared/lost-device/lost-device-schemas'
import type { MemberOption } from '../../platform/member-option.ts'
import { useMemberSearch } from '../../composables/use-member-search.ts'
import type { Messages } from '../../locales/messages.ts'

const SELF = 'self'
export const COLLEAGUE = 'colleague'

/** Returns whose account is reported: the viewer's, a ward's, or that of a searched colleague. */
export function useLostSubject(
  form: Readonly<Ref<LostForm | null>>,
  isPhoneChange: Readonly<Ref<boolean>>,
  messages: Messages['lost-device']['lost'],
) {
  const memberSearch = useMemberSearch()
  const chosen = shallowRef<string | null>(null)
  const picked = shallowRef<readonly MemberOption[]>([])
  const colleague = computed(() => picked.value[0] ?? null)

  /** The viewer when they have no wards; otherwise they choose. A change of phone is always their own. */
  const who = computed({
    get: () => {
      if (isPhoneChange.value) return SELF
      return chosen.value ?? (form.value?.wards.length === 0 ? SELF : null)
    },
    set: (value) => (chosen.value = value),
  })
  const people = computed(() => [
    { value: SELF, title: messages.myself, hint: form.value?.me.name ?? '', person: form.value?.me ?? null },
    ...(form.value?.wards ?? []).map((ward) => ({
      value: ward.userid,
      title: ward.name,
      hint: messages.ward,
      person: ward,
    })),
    {
      value: COLLEAGUE,
      title: colleague.value?.name ?? messages.colleague,
      hint: colleague.value ? messages.colleagueReview : messages.colleagueHint,
      icon: 'person' as const,
      person: colleague.value,
    },
  ])
  const subject = computed(() => {
    if (!form.value) return null
    if (who.value === SELF) return form.value.me
    if (who.value === COLLEAGUE) return colleague.value
    return form.value.wards.find(({ userid }) => userid === who.value) ?? null
  })

  /** Asks for another colleague: with the picker of WeCom or, where it does not open, with the search, ready to type. */
  async function pickColleague(): Promise<void> {
    const before = colleague.value
    const members = await memberSearch.chooseInWecom?.()
    if (members?.length) picked.value = members.slice(0, 1)
    // A picker that was closed changes nothing. One that fails late does not replace somebody who was found meanwhile.
    else if (!members && colleague.value === before) {
      picked.value = []
      await nextTick()
      document.querySelector<HTMLElement>('.lost-search input')?.focus()
    }
  }
  return { who, people, subject, picked, colleague, memberSearch, pickColleague }
}
