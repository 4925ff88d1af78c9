import { accountButton, createForm, departmentForm, memberForm, moveForm, deleteForm } from './contact-forms.js'
import { h, icon } from './dom.js'

const statusNames = { 1: null, 2: '已禁用', 4: '未激活', 5: '已退出' }

const avatarOf = (name) => h('span', { class: 'face', 'aria-hidden': 'true' }, [...name][0])

const memberRow = (member, open) =>
  h(
    'li',
    {},
    h(
      'button',
      { onclick: () => open({ member: member.userid }) },
      avatarOf(member.name),
      h('span', { class: 'g' }, member.name, h('small', {}, member.position || '未填岗位')),
      statusNames[member.status] ? h('span', { class: 'tag' }, statusNames[member.status]) : null,
      icon('go', 'i go'),
    ),
  )

const departmentRow = (department, count, open) =>
  h(
    'li',
    {},
    h(
      'button',
      { onclick: () => open({ department: department.id }) },
      h('span', { class: 'g' }, department.name, h('small', {}, `${count} 人`)),
      icon('go', 'i go'),
    ),
  )

const ancestorsOf = (departments, id) => {
  const chain = []
  const find = (departmentId) => departments.find((one) => one.id === departmentId)
  for (let department = find(id); department; department = find(department.parentId)) chain.unshift(department)
  return chain
}

const countMembersUnder = (directory, id) => {
  const ids = new Set([id])
  for (let hasGrown = true; hasGrown;) {
    hasGrown = false
    for (const department of directory.departments) {
      if (ids.has(department.parentId) && !ids.has(department.id)) {
        ids.add(department.id)
        hasGrown = true
      }
    }
  }
  return directory.members.filter((member) => member.department.some((one) => ids.has(one))).length
}

const breadcrumbs = (chain, open) =>
  h(
    'nav',
    { class: 'crumbs', 'aria-label': '部门' },
    chain.map((department, index) =>
      h(
        'button',
        {
          'aria-current': index === chain.length - 1 ? 'page' : null,
          onclick: () => open({ department: department.id }),
        },
        department.name,
      ),
    ),
  )

const fact = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value || '未填'))

const memberPage = (directory, member, open) => {
  const names = member.department.map((id) => directory.departments.find((one) => one.id === id)?.name ?? String(id))
  const leads = names.filter((_, index) => member.isLeaderInDept[index] === 1)
  return [
    h(
      'nav',
      { class: 'crumbs' },
      h('button', { onclick: () => open({ department: member.mainDepartment }) }, `返回 ${names[0]}`),
    ),
    h(
      'ul',
      { class: 'list' },
      h(
        'li',
        {},
        h(
          'div',
          {},
          avatarOf(member.name),
          h('span', { class: 'g' }, member.name, h('small', {}, member.userid)),
          statusNames[member.status] ? h('span', { class: 'tag' }, statusNames[member.status]) : null,
        ),
      ),
    ),
    h(
      'dl',
      { class: 'facts' },
      fact('岗位', member.position),
      fact('座机', member.telephone),
      fact('手机', member.mobile),
      fact('部门', names.join('、')),
      leads.length > 0 ? fact('负责', leads.join('、')) : null,
      ...member.extattr.attrs.map((attr) => fact(attr.name, attr.text?.value ?? attr.web?.url)),
    ),
    h(
      'section',
      { class: 'console', 'aria-label': '管理后台' },
      h('h3', {}, '管理后台'),
      member.visible ? null : h('p', { class: 'meta' }, '不在应用可见范围内'),
      accountButton(member),
      memberForm(directory, member),
      deleteForm({
        label: '删除成员',
        question: `删除${member.name}？邮箱一并删除，不能恢复。`,
        path: '/console/member/delete',
        body: { userid: member.userid },
        done: () => open({ department: member.mainDepartment }),
      }),
    ),
  ]
}

const departmentTools = (directory, department, open) =>
  h(
    'section',
    { class: 'console', 'aria-label': '管理后台' },
    h('h3', {}, '管理后台'),
    createForm(department, (userid) => open({ member: userid })),
    departmentForm(department),
    department.parentId === 0
      ? null
      : [
          moveForm(directory, department),
          deleteForm({
            label: '删除部门',
            question: `删除${department.name}？`,
            path: '/console/department/delete',
            body: { id: department.id },
            done: () => open({ department: department.parentId }),
          }),
        ],
  )

/** Shows the current directory, for example to check the effect of a change. */
export const contactsOf = (directory, place, open) => {
  const member = directory.members.find((one) => one.userid === place.member)
  if (member) return memberPage(directory, member, open)
  const department = directory.departments.find((one) => one.id === place.department) ?? directory.departments[0]
  const children = directory.departments.filter((one) => one.parentId === department.id)
  const members = directory.members.filter((one) => one.department.includes(department.id))
  const rows = [
    ...children.map((child) => departmentRow(child, countMembersUnder(directory, child.id), open)),
    ...members.map((one) => memberRow(one, open)),
  ]
  return [
    breadcrumbs(ancestorsOf(directory.departments, department.id), open),
    h('ul', { class: 'list' }, rows),
    departmentTools(directory, department, open),
  ]
}
