import { useSettingsApi } from '../api/settings-api.ts'
import { useDirectoryStore } from '../stores/directory.ts'
import { useBridge } from '../wecom/bridge.ts'
import type { MemberOption } from '../platform/member-option.ts'

export type MemberChoice = {
  search: (text: string, signal: AbortSignal) => Promise<readonly MemberOption[]>
  /** Absent outside WeCom: the search is all there is. */
  chooseInWecom: (() => Promise<readonly MemberOption[] | null>) | undefined
}

/** What `MemberPicker` needs: WeCom's own picker first, our search everywhere. */
export function useMemberChoice(isMany: boolean): MemberChoice {
  const api = useSettingsApi()
  const bridge = useBridge()
  const directory = useDirectoryStore()
  return {
    search: (text, signal) => directory.find('members', text, async () => (await api.findMembers(text, signal)).items),
    chooseInWecom: bridge.isWeCom
      ? async () => {
          const members = await bridge.chooseMembers(isMany)
          return members?.map((member) => ({ ...member, department: [] })) ?? null
        }
      : undefined,
  }
}
