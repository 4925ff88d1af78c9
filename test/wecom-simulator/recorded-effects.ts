import type { ChangedBy } from './changed-by.ts'
import type { TagNodes } from './tag-nodes.ts'

export type Effect =
  | { effect: 'member.create'; userid: string; by: ChangedBy }
  | { effect: 'member.activate'; userid: string }
  | { effect: 'member.update'; userid: string; field: string; from: unknown; to: unknown; by: ChangedBy }
  | { effect: 'member.disable'; userid: string; by: ChangedBy }
  | { effect: 'member.enable'; userid: string; by: ChangedBy }
  | { effect: 'member.leave'; userid: string }
  | { effect: 'member.delete'; userid: string; by: ChangedBy }
  | { effect: 'party.create'; id: number; name: string; by: ChangedBy }
  | {
      effect: 'party.update'
      id: number
      field: 'name' | 'parentId' | 'order'
      from: unknown
      to: unknown
      by: ChangedBy
    }
  | { effect: 'party.delete'; id: number; name: string; by: ChangedBy }
  | { effect: 'tag.create' | 'tag.delete'; tagid: number; name: string; by: ChangedBy }
  | { effect: 'tag.rename'; tagid: number; from: string; to: string; by: ChangedBy }
  | { effect: 'tag.members'; tagid: number; added: TagNodes; removed: TagNodes; by: ChangedBy }
  | { effect: 'invite'; to: string[]; by: ChangedBy }
  | { effect: 'media.upload'; mediaId: string; filename: string }
  | { effect: 'app.set'; fields: string[] }
  | { effect: 'tfa.pass'; userid: string }
  | { effect: 'device.delete'; device: string; userid: string }
  | { effect: 'mailbox.disable' | 'mailbox.enable'; userid: string }
  | { effect: 'message'; to: string[]; msgtype: string; taskId: string | null; title: string; msgid: string }
  | { effect: 'message.recall'; msgid: string; to: string[] }
  | {
      effect: 'card.update'
      to: string[]
      msgid: string
      taskId: string | null
      title: string
      replaceName: string | null
    }
  | { effect: 'group.create'; chatid: string; name: string; owner: string; userlist: string[] }
  | {
      effect: 'group.update'
      chatid: string
      from: { name: string; owner: string }
      name: string
      owner: string
      added: string[]
      removed: string[]
      by: 'app' | 'member'
    }
  | { effect: 'group.message'; chatid: string; msgtype: string; text: string; to: string[] }
  | { effect: 'group.dissolve'; chatid: string }
  | { effect: 'workbench.template'; type: string }
  | { effect: 'workbench.data'; to: string[]; counts: Record<string, string> }

/** An entry of the append-only list of changes. It contains no calls without effect, so tests can count effects. */
export type RecordedEffect = Effect & { seq: number; at: number }
