/** A waiting caller: the members of a group share its turns, and groups alternate. */
export type Waiter = { group: string; member?: string }
type Ticket = Required<Waiter> & { settle: (isTurn: boolean) => void }

/** Waiting calls by group and member, each map in the order of execution. */
type Queue = Map<string, Map<string, Ticket[]>>

/**
 * Creates a queue that is fair between groups, and between the members of a group, for any number of waiting calls. A
 * call that waits longer than `timeoutMs` is refused. When more than `maxWaiting` wait, the last call of the largest group
 * is refused, so that a burst of calls displaces only calls of its own group.
 */
export function fairQueue({
  concurrency,
  maxWaiting,
  timeoutMs,
}: {
  concurrency: number
  maxWaiting: number
  timeoutMs: number
}) {
  const queue: Queue = new Map()
  let running = 0
  let waiting = 0

  function take(ticket: Ticket): void {
    waiting -= 1
    removeTicket(queue, ticket)
  }

  function admit(): void {
    while (running < concurrency) {
      const next = findNextTicket(queue)
      if (next === null) return
      running += 1
      take(next)
      moveBehind(queue, next)
      next.settle(true)
    }
  }

  function dismiss(ticket: Ticket | null): void {
    if (ticket === null) return
    take(ticket)
    ticket.settle(false)
  }

  const waitForTurn = (waiter: Waiter): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => dismiss(ticket), timeoutMs)
      const settle = (isTurn: boolean) => {
        clearTimeout(timer)
        resolve(isTurn)
      }
      const ticket = { member: '', ...waiter, settle }
      waiting += 1
      putTicket(queue, ticket)
      admit()
      if (waiting > maxWaiting) dismiss(findLastOfLargestGroup(queue))
    })

  return {
    /** Returns the result of `act`, or null when the call was refused. */
    async run<Answer>(waiter: Waiter, act: () => Promise<Answer>): Promise<Answer | null> {
      if (!(await waitForTurn(waiter))) return null
      try {
        return await act()
      } finally {
        running -= 1
        // A call of this group that arrived during the run has to wait behind the other groups.
        moveBehind(queue, waiter)
        admit()
      }
    },
  }
}

function putTicket(queue: Queue, ticket: Ticket): void {
  const members = queue.get(ticket.group) ?? new Map<string, Ticket[]>()
  queue.set(ticket.group, members)
  members.set(ticket.member, [...(members.get(ticket.member) ?? []), ticket])
}

function removeTicket(queue: Queue, ticket: Ticket): void {
  const members = queue.get(ticket.group)
  const rest = members?.get(ticket.member)?.filter((waiting) => waiting !== ticket) ?? []
  if (rest.length > 0) members?.set(ticket.member, rest)
  else members?.delete(ticket.member)
  if (members?.size === 0) queue.delete(ticket.group)
}

/** Moves a group and a member that had a turn behind the others. */
function moveBehind(queue: Queue, { group, member = '' }: Waiter): void {
  const members = queue.get(group)
  if (!members) return
  moveToEnd(queue, group)
  moveToEnd(members, member)
}

function moveToEnd<Value>(map: Map<string, Value>, key: string): void {
  const value = map.get(key)
  if (value === undefined) return
  map.delete(key)
  map.set(key, value)
}

const findNextTicket = (queue: Queue): Ticket | null => {
  const [members] = queue.values()
  const [tickets] = members?.values() ?? []
  return tickets?.[0] ?? null
}

/**
 * Returns the last call of the largest group; among groups of the same size, of the one whose turn is furthest away.
 */
function findLastOfLargestGroup(queue: Queue): Ticket | null {
  let largest: Map<string, Ticket[]> | undefined
  let size = 0
  for (const members of queue.values()) {
    const tickets = [...members.values()].reduce((sum, { length }) => sum + length, 0)
    if (tickets >= size) [largest, size] = [members, tickets]
  }
  return [...(largest?.values() ?? [])].at(-1)?.at(-1) ?? null
}
