import type { TagNodes } from './tag-nodes.ts'

export type CallbackTarget = 'app' | 'contacts'

export type SelectedItem = { questionKey: string; optionIds: string[] }

/** Events sent to the callback URLs. Directory events have the fields of URLs saved after 2022-08-15 (doc 90970). */
export type PlatformEvent =
  | { type: 'enter_agent' | 'subscribe' | 'unsubscribe'; userid: string }
  | { type: 'switch_workbench_mode'; mode: 0 | 1 }
  | {
      type: 'template_card_event'
      userid: string
      eventKey: string
      taskId: string
      cardType: string
      responseCode: string
      selectedItems: SelectedItem[]
    }
  | {
      type: 'template_card_menu_event'
      userid: string
      eventKey: string
      taskId: string
      cardType: string
      responseCode: string
    }
  | { type: 'create_user'; userid: string; department: number[] }
  | { type: 'update_user'; userid: string; department?: number[]; newUserid?: string }
  | { type: 'delete_user'; userid: string }
  | { type: 'create_party'; id: number; parentId: number }
  | { type: 'update_party'; id: number; parentId: number }
  | { type: 'delete_party'; id: number }
  | { type: 'update_tag'; tagid: number; added: TagNodes; removed: TagNodes }

const contactsEvents = [
  'create_user',
  'update_user',
  'delete_user',
  'create_party',
  'update_party',
  'delete_party',
  'update_tag',
]

/** Returns the receiver of an event: change_contact goes only to the contacts receiver, all others to the app. */
export const targetOf = (event: PlatformEvent): CallbackTarget =>
  contactsEvents.includes(event.type) ? 'contacts' : 'app'
