/** Who waits: the members of a group share its turns, and groups take turns with each other. */
export type Waiter = { group: string; member: string }
type Ticket = Waiter & { settle: (isTurn: boolean) => void }

/** Tickets by group and member, each map in the order of turns. */
type Rounds = Map<string, Map<string, Ticket[]>>

/**
 * A queue in which nobody's tickets, however many, stand before somebody else's: groups take turns, and so do the members
 * of a group. Whoever waits longer than `patienceMs` leaves. When more than `most` wait, the last of the largest group
 * leaves, so that a crowd costs the crowd its place and no other group.
 */
export function fairQueue({ places, most, patienceMs }: { places: number; most: number; patienceMs: number }) {
  const rounds: Rounds = new Map()
  let running = 0
  let waiting = 0

  function take(ticket: Ticket): void {
    waiting -= 1
    removeTicket(rounds, ticket)
  }

  function admit(): void {
    while (running < places) {
      const next = nextOf(rounds)
      if (next === null) return
      running += 1
      take(next)
      giveWay(rounds, next)
      next.settle(true)
    }
  }

  function dismiss(ticket: Ticket | null): void {
    if (ticket === null) return
    take(ticket)
    ticket.settle(false)
  }

  const turn = (waiter: Waiter): Promise<boolean> =>
    new Promise((resolve) => {
      const patience = setTimeout(() => dismiss(ticket), patienceMs)
      const settle = (isTurn: boolean) => {
        clearTimeout(patience)
        resolve(isTurn)
      }
      const ticket = { ...waiter, settle }
      waiting += 1
      putTicket(rounds, ticket)
      admit()
      if (waiting > most) dismiss(lastOfLargest(rounds))
    })

  return {
    /** What `act` answers, or null when its turn did not come. */
    async run<Answer>(waiter: Waiter, act: () => Promise<Answer>): Promise<Answer | null> {
      if (!(await turn(waiter))) return null
      try {
        return await act()
      } finally {
        running -= 1
        // Whoever came while it lasted waited, and its group had a turn.
        giveWay(rounds, waiter)
        admit()
      }
    },
  }
}

function putTicket(rounds: Rounds, ticket: Ticket): void {
  const members = rounds.get(ticket.group) ?? new Map<string, Ticket[]>()
  rounds.set(ticket.group, members)
  members.set(ticket.member, [...(members.get(ticket.member) ?? []), ticket])
}

function removeTicket(rounds: Rounds, ticket: Ticket): void {
  const members = rounds.get(ticket.group)
  const rest = members?.get(ticket.member)?.filter((one) => one !== ticket) ?? []
  if (rest.length > 0) members?.set(ticket.member, rest)
  else members?.delete(ticket.member)
  if (members?.size === 0) rounds.delete(ticket.group)
}

/** Those who had a turn go behind those who had none. */
function giveWay(rounds: Rounds, { group, member }: Waiter): void {
  const members = rounds.get(group)
  if (!members) return
  moveToEnd(rounds, group)
  moveToEnd(members, member)
}

function moveToEnd<Value>(map: Map<string, Value>, key: string): void {
  const value = map.get(key)
  if (value === undefined) return
  map.delete(key)
  map.set(key, value)
}

const nextOf = (rounds: Rounds): Ticket | null => {
  const [members] = rounds.values()
  const [tickets] = members?.values() ?? []
  return tickets?.[0] ?? null
}

/** Where several are as large, of the one whose turn is furthest away: whoever is next has waited for it. */
function lastOfLargest(rounds: Rounds): Ticket | null {
  let largest: Map<string, Ticket[]> | undefined
  let size = 0
  for (const members of rounds.values()) {
    const tickets = [...members.values()].reduce((sum, { length }) => sum + length, 0)
    if (tickets >= size) [largest, size] = [members, tickets]
  }
  return [...(largest?.values() ?? [])].at(-1)?.at(-1) ?? null
}
