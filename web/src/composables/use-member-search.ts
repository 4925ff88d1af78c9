import { useSettingsApi } from '../api/settings-api.ts'
import { useDirectoryStore } from '../stores/directory.ts'
import { useBridge } from '../wecom/bridge.ts'
import type { MemberOption } from '../platform/member-option.ts'

type MemberSearch = {
  search: (text: string, signal: AbortSignal) => Promise<readonly MemberOption[]>
  /** Undefined outside WeCom, where only the search is available. */
  chooseInWecom: (() => Promise<readonly MemberOption[] | null>) | undefined
}

/** Returns the callbacks of `MemberPicker`: the search of the directory and, inside WeCom, its own picker. */
export function useMemberSearch({ isMultiple = false } = {}): MemberSearch {
  const api = useSettingsApi()
  const bridge = useBridge()
  const directory = useDirectoryStore()
  return {
    search: (text, signal) => directory.find('members', text, async () => (await api.findMembers(text, signal)).items),
    chooseInWecom: bridge.isWeCom
      ? async () => {
          const members = await bridge.chooseMembers(isMultiple)
          return members?.map((member) => ({ ...member, department: [] })) ?? null
        }
      : undefined,
  }
}
