/** All that this application asks of WeCom, in this application's words. Adapters translate; nobody else does. */
import type { WecomGroups } from './wecom-groups.ts'
import type { WecomProtection } from './wecom-protection.ts'

/** Status of a member as WeCom counts it (doc 90196): 1 active, 2 disabled, 4 not activated, 5 left. */
type WecomMemberStatus = 1 | 2 | 4 | 5

/** A member as the app's secret may read him since 2022: no phone, no mail, no avatar (doc 90196). */
export type WecomMember = {
  userid: string
  name: string
  alias: string
  departments: readonly number[]
  mainDepartment: number | null
  /** Departments of which he is the leader; a subset of `departments`. */
  leads: readonly number[]
  position: string
  telephone: string
  status: WecomMemberStatus
}

export type WecomDepartment = { id: number; name: string; parentId: number; order: number }

/** Who stands behind an OAuth code. */
type WecomIdentity = { kind: 'member'; userid: string } | { kind: 'outsider' }

/** Fields of a member that we write. Absent ones stay as they are. */
export type MemberFields = {
  name?: string
  alias?: string
  position?: string
  telephone?: string
  email?: string
  /** Ignored without a word once the member is active (doc 90197). */
  mobile?: string
  /** Not atomic with anything else: in a call of its own (doc 90197). */
  bizMail?: string
  /** Takes the place of all departments there were, so it has to be made of all of them: see `findMemberships`. */
  seating?: Seats
}

/** A member's place in a department. */
export type Seat = { department: number; order: number; isLeader: boolean }
export type Seats = { seats: readonly Seat[]; mainDepartment: number }

/** What belongs to one member of the company and is not shown to apps; WeCom tells only whose it is. */
type ContactField = 'mobile' | 'email' | 'biz_mail'

/** The longest window, in seconds, in which WeCom drops a message that is byte for byte the same: 4 h (doc 90236). */
export const DUPLICATE_WINDOW_S = 14_400

/** A card in somebody's chat. `url` opens when it is tapped. */
export type NoticeCard = {
  /** Unique per app, `[0-9A-Za-z_\-@]`, at most 128 bytes (doc 90236). */
  taskId: string
  source: string
  title: string
  subtitle: string
  /** At most six (doc 90236). */
  rows: readonly { name: string; value: string }[]
  url: string
  /** Caption of the button that opens `url`; absent: a plain notice that cannot be updated. */
  button?: string
  /** More buttons: pressing one decides in the chat, and WeCom tells us its key. Only beside `button`. */
  presses?: readonly { caption: string; key: string }[]
}

export type SentCard = {
  /** False when WeCom says that the receiver is unknown or outside the visible range. */
  delivered: boolean
  msgid: string
  /** One use, 72 h (doc 90236); null when the card cannot be updated. */
  responseCode: string | null
}

export type JsapiTicketKind = 'corp' | 'agent'

export type AppDescription = {
  isClosed: boolean
  /** Departments that were ticked; what is below them comes with them (doc 90665). */
  visibleDepartments: readonly number[]
  visibleMemberCount: number
  /** Host and port, without a scheme; empty when none is registered. */
  trustedDomain: string
  homeUrl: string
}

export type Wecom = WecomProtection &
  WecomGroups & {
    /** One use, five minutes. @throws WecomRefusedError 40029 for a used, old or foreign code. */
    identityByCode(code: string): Promise<WecomIdentity>
    /** Null when the member does not exist or the app may not see him. */
    findMember(userid: string): Promise<WecomMember | null>
    /** Every department of the member, also outside of what the app may see; null when that cannot be known. */
    findMemberships(userid: string): Promise<Seats | null>
    /**
     * Whose number or address it is; null: nobody's that we may see. Too many wrong guesses close the API for a day
     * (doc 95402), so ask for what should be there alone.
     */
    findOwner(kind: ContactField, value: string): Promise<string | null>
    listDepartments(): Promise<readonly WecomDepartment[]>
    /** Direct members only; the caller walks the departments. */
    listMembers(departmentId: number): Promise<readonly WecomMember[]>
    /**
     * Writes with the contacts secret. WeCom may answer 0 and ignore a field: only a read-back proves anything.
     */
    updateMember(userid: string, fields: MemberFields): Promise<void>
    /** Sends to one person. An identical card within 4 h is not delivered twice (doc 90236). */
    sendCard(userid: string, card: NoticeCard): Promise<SentCard>
    /** Replaces the card of these people. False when the code was used or is too old (60140): send a new card then. */
    replaceCard(userids: readonly string[], responseCode: string, card: NoticeCard): Promise<boolean>
    /** The same plain text to several people, at most 1000; tells whom WeCom could not reach. Not doubled within 4 h. */
    sendText(userids: readonly string[], text: string): Promise<{ undelivered: readonly string[] }>
    /**
     * The same card to several people, at most 1000; tells whom WeCom could not reach. Not doubled within 4 h. With a task id
     * and a button its one code replaces it for all of them.
     */
    sendCards(
      userids: readonly string[],
      card: Omit<NoticeCard, 'taskId'> & { taskId?: string },
    ): Promise<{ undelivered: readonly string[]; responseCode: string | null }>
    jsapiTicket(kind: JsapiTicketKind): Promise<string>
    /** The app as the console has it. */
    describeApp(): Promise<AppDescription>
    /** What the app's tile on the workbench shows: `normal` is its bare icon. */
    getTileType(): Promise<string>
    /** Whether the contacts secret may edit. Asked by an edit of nobody. @throws WecomRefusedError for a wrong secret. */
    canWriteContacts(): Promise<boolean>
    /** How far this machine's clock is ahead of WeCom's by its last answer, in milliseconds; null before the first. */
    clockSkewMs(): number | null
    /** Draws the app's tile with counters instead of its icon, for everybody. Each leads to its own page. */
    setTileTemplate(counters: readonly TileCounter[]): Promise<void>
    /** The same numbers on the tiles of several people, at most 1000 (doc 92535). Names are those of the template. */
    setTileCounts(userids: readonly string[], counts: Readonly<Record<string, number>>): Promise<void>
  }

/** A number on the app's own tile on the workbench. */
export type TileCounter = { name: string; url: string }
