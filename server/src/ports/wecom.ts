/** Port to WeCom in the terms of this application. Only the adapters know WeCom's own terms. */
import type { WecomAccounts } from './wecom-accounts.ts'
import type { WecomGroups } from './wecom-groups.ts'
import type { WecomProtection } from './wecom-protection.ts'

/**
 * Status of a member as WeCom counts it (doc 90196): 1 active, 2 disabled, 4 not activated. A person who left is not a
 * member.
 */
type WecomMemberStatus = 1 | 2 | 4

/** A member as the app's secret can read them since 2022: no mobile number, no email address, no avatar (doc 90196). */
export type WecomMember = {
  userid: string
  name: string
  alias: string
  departments: readonly number[]
  mainDepartment: number | null
  /** Departments that the member leads; a subset of `departments`. */
  leads: readonly number[]
  position: string
  telephone: string
  status: WecomMemberStatus
  /** The company's own attributes with a text, by name. */
  attributes?: Readonly<Record<string, string>>
}

export type WecomDepartment = { id: number; name: string; parentId: number; order: number }

/** Identity for which WeCom issued an OAuth code. */
type WecomIdentity = { kind: 'member'; userid: string } | { kind: 'outsider' }

/** Fields of a member that this app writes. Absent ones stay as they are. */
export type MemberFields = {
  name?: string
  alias?: string
  position?: string
  telephone?: string
  email?: string
  /** Silently ignored once the member is active (doc 90197). */
  mobile?: string
  /** Not atomic with other fields: written in a separate call (doc 90197). */
  bizMail?: string
  /** Replaces all departments of the member, so it must list all of them: see `findMemberships`. */
  departments?: DepartmentMemberships
}

/** A member's position in a department. */
export type DepartmentMembership = { department: number; order: number; isLeader: boolean }
export type DepartmentMemberships = { memberships: readonly DepartmentMembership[]; mainDepartment: number }

/** Contact fields that WeCom shows to apps only with the member's consent. It tells who owns a value that is known. */
type ContactField = 'mobile' | 'email' | 'biz_mail'

/** The longest window, in seconds, in which WeCom drops a message that is byte for byte the same: 4 h (doc 90236). */
export const DUPLICATE_WINDOW_S = 14_400

/** A card in a person's chat. A tap opens `url`. */
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
  /** Action buttons: a tap sends its key to the callback. Requires `button`. */
  actions?: readonly { caption: string; key: string }[]
}

export type SentCard = {
  /** False when WeCom reports that the recipient is unknown or outside the visible range. */
  delivered: boolean
  msgid: string
  /** One use, 72 h (doc 90236); null when the card cannot be updated. */
  responseCode: string | null
}

export type JsapiTicketKind = 'corp' | 'agent'

export type AppDescription = {
  isClosed: boolean
  /** Departments that were ticked; departments below them are included (doc 90665). */
  visibleDepartments: readonly number[]
  /** Members who were ticked one by one. */
  visibleUserids: readonly string[]
  /** Tags that were ticked: their members, and their departments with those below them, are visible (doc 90665). */
  visibleTags: readonly number[]
  /** Host and port, without a scheme; empty when none is registered. */
  trustedDomain: string
  homeUrl: string
}

export type Wecom = WecomProtection &
  WecomAccounts &
  WecomGroups & {
    /** One use, five minutes. @throws WecomRefusedError 40029 for a used, old or foreign code. */
    identityByCode(code: string): Promise<WecomIdentity>
    /**
     * Returns the contact fields to which the member consented, by the code of that consent (doc 91023); an absent field is
     * empty. Null: the code was issued without a consent. One use.
     * @throws WecomRefusedError 40029 for a used, old or foreign code
     */
    contactsByCode(code: string): Promise<({ userid: string } & Readonly<Record<ContactField, string>>) | null>
    /** Returns a member; null when they do not exist, have left or are not visible to the app. */
    findMember(userid: string): Promise<WecomMember | null>
    /**
     * Returns whether the company has the account of a member whom `findMember` does not return: it may be outside the
     * visible range. Null: WeCom does not tell.
     */
    hasAccount(userid: string): Promise<boolean | null>
    /**
     * Returns those of the userids that the company has, in or outside the visible range, in one reading for any number of
     * them; also some members who left. Null: WeCom does not tell.
     */
    findAccounts(userids: readonly string[]): Promise<readonly string[] | null>
    /**
     * Returns whether WeCom shows the app that this person has left the company. False proves nothing: their record may be
     * deleted or outside the visible range.
     */
    isShownAsLeft(userid: string): Promise<boolean>
    /**
     * Returns every department of the member, including those not visible to the app; null when they cannot be
     * determined.
     */
    findMemberships(userid: string): Promise<DepartmentMemberships | null>
    /**
     * Finds the member who owns a number or address; null when no visible member does. Too many misses block the API
     * for a day (doc 95402), so query only expected values.
     */
    findOwner(kind: ContactField, value: string): Promise<string | null>
    /** Lists the visible departments; `under`: a department and those below it. */
    listDepartments(under?: number): Promise<readonly WecomDepartment[]>
    /** Returns the visible members and departments of a tag; none when there is no such tag. */
    listTagged(tag: number): Promise<{ userids: readonly string[]; departments: readonly number[] }>
    /** Lists direct members only; the caller iterates over departments. */
    listMembers(departmentId: number): Promise<readonly WecomMember[]>
    /** Writes with the contacts secret. WeCom may return 0 and ignore a field: only a read-back confirms a change. */
    updateMember(userid: string, fields: MemberFields): Promise<void>
    /** Sends to one person. An identical card within 4 h is not delivered twice (doc 90236). */
    sendCard(userid: string, card: NoticeCard): Promise<SentCard>
    /**
     * Replaces the card of these people. False when the code was used or is too old (60140), or none of them is visible any
     * more: the caller sends a new card.
     */
    replaceCard(userids: readonly string[], responseCode: string, card: NoticeCard): Promise<boolean>
    /**
     * Sends the same plain text to several people, at most 1000; returns whom WeCom could not reach. An identical
     * message within 4 h is dropped.
     */
    sendText(userids: readonly string[], text: string): Promise<{ undelivered: readonly string[] }>
    /**
     * Sends the same card to several people, at most 1000; returns whom WeCom could not reach. An identical card within
     * 4 h is dropped. With a button, one code replaces it for all of them.
     */
    sendCards(
      userids: readonly string[],
      card: NoticeCard,
    ): Promise<{ undelivered: readonly string[]; responseCode: string | null }>
    /** `isRefused`: the client refused a signature, so that another ticket is fetched, but not every few minutes. */
    jsapiTicket(kind: JsapiTicketKind, options?: { isRefused?: boolean }): Promise<string>
    /** Reads the app's configuration from the console. */
    describeApp(): Promise<AppDescription>
    /** Reads the type of the app's workbench tile; `normal` is the plain icon. */
    getTileType(): Promise<string>
    /**
     * Returns whether the contacts secret can write, tested by updating a member that does not exist. @throws WecomRefusedError
     * for a wrong secret.
     */
    canWriteContacts(): Promise<boolean>
    /**
     * Returns how far this machine's clock is ahead of WeCom's, by WeCom's last response, in milliseconds; null before
     * the first response.
     */
    clockSkewMs(): number | null
    /** Shows counters instead of the icon on the app's tile, for every member. Each links to its own page. */
    setTileTemplate(counters: readonly TileCounter[]): Promise<void>
    /**
     * Sets the same numbers on the tiles of several people, at most 1000 (doc 92535). They replace the items of the template,
     * so each has its link too. False: one of them does not exist or is outside the visible range, and no tile was changed.
     * A console that does not allow a custom tile may refuse in the same way.
     */
    setTileCounts(userids: readonly string[], counts: readonly TileCount[]): Promise<boolean>
  }

/** A number on the app's workbench tile. */
export type TileCounter = { name: string; url: string }
type TileCount = TileCounter & { count: number }
