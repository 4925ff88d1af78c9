/** A waiting caller: the members of a group share its turns, and groups alternate. */
export type Waiter = { group: string; member: string }
type Ticket = Waiter & { settle: (isTurn: boolean) => void }

/** Waiting calls by group and member, each map in the order of execution. */
type Rounds = Map<string, Map<string, Ticket[]>>

/**
 * Creates a queue that is fair between groups, and between the members of a group, for any number of waiting calls. A
 * call that waits longer than `patienceMs` is refused. When more than `most` wait, the last call of the largest group
 * is refused, so that a burst of calls displaces only calls of its own group.
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
    /** Returns the result of `act`, or null when the call was refused. */
    async run<Answer>(waiter: Waiter, act: () => Promise<Answer>): Promise<Answer | null> {
      if (!(await turn(waiter))) return null
      try {
        return await act()
      } finally {
        running -= 1
        // A call that arrived during the run waited, and its group had a turn.
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

/** Moves a group and a member that had a turn behind the others. */
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

/**
 * Returns the last call of the largest group; among groups of the same size, of the one whose turn is furthest away.
 */
function lastOfLargest(rounds: Rounds): Ticket | null {
  let largest: Map<string, Ticket[]> | undefined
  let size = 0
  for (const members of rounds.values()) {
    const tickets = [...members.values()].reduce((sum, { length }) => sum + length, 0)
    if (tickets >= size) [largest, size] = [members, tickets]
  }
  return [...(largest?.values() ?? [])].at(-1)?.at(-1) ?? null
}
