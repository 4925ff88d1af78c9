import fc from 'fast-check'

/** A number that selects one of any number of elements. */
const pick = fc.nat({ max: 999 })
const days = fc.integer({ min: 0, max: 3 })

const edit = fc.oneof(
  fc.record({ do: fc.constant('move' as const), who: pick, where: pick }),
  fc.record({ do: fc.constant('leave' as const), who: pick }),
  fc.record({ do: fc.constant('join' as const), where: pick, isBack: fc.boolean() }),
  fc.record({ do: fc.constant('rename' as const), who: pick }),
  fc.record({ do: fc.constant('disable' as const), who: pick }),
  fc.record({ do: fc.constant('enable' as const), who: pick }),
  fc.record({ do: fc.constant('lead' as const), who: pick }),
  fc.record({ do: fc.constant('addDepartment' as const), where: pick }),
  fc.record({ do: fc.constant('moveDepartment' as const), which: pick, where: pick }),
  fc.record({ do: fc.constant('deleteDepartment' as const), which: pick }),
)

const roleChange = fc.oneof(
  fc.record({
    do: fc.constant('grant' as const),
    who: pick,
    where: pick,
    isOps: fc.boolean(),
    isDeputy: fc.boolean(),
    startsIn: days,
    lasts: fc.option(days),
  }),
  fc.record({ do: fc.constant('endGrant' as const), which: pick }),
  fc.record({ do: fc.constant('delegate' as const), who: pick, to: pick, startsIn: days, lasts: days }),
  fc.record({ do: fc.constant('revoke' as const), which: pick }),
)

const mostlyTrue = fc.nat({ max: 3 }).map((number) => number > 0)
const submit = fc.record({
  do: fc.constant('submit' as const),
  who: pick,
  where: fc.option(pick),
  startsIn: fc.option(days),
})
const decide = fc.record({
  do: fc.constant('decide' as const),
  which: pick,
  by: pick,
  isAsked: mostlyTrue,
  agrees: mostlyTrue,
})
const act = fc.oneof(
  { weight: 4, arbitrary: submit },
  { weight: 3, arbitrary: decide },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sendBack' as const), which: pick, by: pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resubmit' as const), which: pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), which: pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('undo' as const), which: pick }) },
)

const wait = fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(0.1, 1, 5, 16, 40) })
/** Syncs the directory and runs all due jobs; afterwards everything must match the model. */
const settle = fc.record({ do: fc.constant('settle' as const) })

export const randomStep = fc.oneof(
  { weight: 4, arbitrary: edit },
  { weight: 3, arbitrary: roleChange },
  { weight: 6, arbitrary: act },
  { weight: 1, arbitrary: wait },
  { weight: 2, arbitrary: settle },
)
type ValueOf<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never
export type RandomStep = ValueOf<typeof randomStep>
export type EditStep = ValueOf<typeof edit>
export type RoleStep = ValueOf<typeof roleChange>
export type ActStep = ValueOf<typeof act>
